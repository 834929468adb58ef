// Events of events.k8s.io: the core group's, under newer names and stricter rules [B033].
import { arranged } from '../../api/arrange.ts';
import { Event as CoreEvent } from '../../api/core/v1/event.ts';
import { Event } from '../../api/events/v1.ts';
import type { FieldError } from '../../machinery/validation/field-error.ts';
import { defineResource } from '../../registry/resource.ts';
import { eventColumns } from '../core/event/columns.ts';
import { validateEvent, validateStrictly, validateUnchanged } from '../core/event/validation.ts';

export const newEvents = defineResource<Event>({
  type: Event,
  plural: 'events',
  shortNames: ['ev'],
  scope: 'Namespaced',
  storedAs: { type: CoreEvent, fromStored, toStored },
  allowCreateOnUpdate: true,
  fields: {
    'regarding.kind': ({ regarding }) => regarding.kind,
    'regarding.namespace': ({ regarding }) => regarding.namespace,
    'regarding.name': ({ regarding }) => regarding.name,
    'regarding.uid': ({ regarding }) => regarding.uid,
    'regarding.apiVersion': ({ regarding }) => regarding.apiVersion,
    'regarding.resourceVersion': ({ regarding }) => regarding.resourceVersion,
    'regarding.fieldPath': ({ regarding }) => regarding.fieldPath,
    reason: ({ reason }) => reason,
    reportingController: ({ reportingController }) => reportingController,
    type: ({ type }) => type,
  },
  *validate(event): Iterable<FieldError> {
    yield* validateEvent(toStored(event), 'reportingController');
    yield* validateStrictly(toStored(event));
  },
  *validateUpdate(next, previous): Iterable<FieldError> {
    yield* validateEvent(toStored(next), 'reportingController');
    yield* validateUnchanged(toStored(next), toStored(previous));
  },
  table: { columns: eventColumns.map((column) => ({ ...column, cell: (event: Event, now) => column.cell(toStored(event), now) })) },
});

function fromStored(event: CoreEvent): Event {
  const { metadata, eventTime, series, action, reason, related, type } = event;
  return {
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    ...arranged(Event, {
      metadata,
      eventTime,
      series: series && { count: series.count ?? 0, lastObservedTime: series.lastObservedTime },
      reportingController: event.reportingComponent || undefined,
      reportingInstance: event.reportingInstance || undefined,
      action,
      reason,
      regarding: event.involvedObject,
      related,
      note: event.message,
      type,
      deprecatedSource: event.source,
      deprecatedFirstTimestamp: event.firstTimestamp,
      deprecatedLastTimestamp: event.lastTimestamp,
      deprecatedCount: event.count,
    }),
  };
}

function toStored(event: Event): CoreEvent {
  const { metadata, eventTime, series, action, reason, related, type } = event;
  return {
    kind: 'Event',
    apiVersion: 'v1',
    ...arranged(CoreEvent, {
      metadata,
      involvedObject: event.regarding,
      reason,
      message: event.note,
      source: event.deprecatedSource,
      firstTimestamp: event.deprecatedFirstTimestamp,
      lastTimestamp: event.deprecatedLastTimestamp,
      count: event.deprecatedCount,
      type,
      eventTime,
      series: series && { ...(series.count !== 0 && { count: series.count }), lastObservedTime: series.lastObservedTime },
      action,
      related,
      reportingComponent: event.reportingController ?? '',
      reportingInstance: event.reportingInstance ?? '',
    }),
  };
}
