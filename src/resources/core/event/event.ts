// Events of the core group: what happened to an object [B033]. events.k8s.io shows the same records.
import { Event } from '../../../api/core/v1/event.ts';
import { nameIsPathSegment } from '../../../machinery/validation/name-rules.ts';
import { defineResource } from '../../../registry/resource.ts';
import { eventColumns } from './columns.ts';
import { validateEvent } from './validation.ts';

export const events = defineResource<Event>({
  type: Event,
  plural: 'events',
  shortNames: ['ev'],
  scope: 'Namespaced',
  allowCreateOnUpdate: true,
  nameRule: nameIsPathSegment,
  validateMeta: () => [],
  fields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind,
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace,
    'involvedObject.name': ({ involvedObject }) => involvedObject.name,
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid,
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion,
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion,
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath,
    reason: ({ reason }) => reason,
    reportingComponent: ({ reportingComponent }) => reportingComponent,
    source: ({ source, reportingComponent }) => source.component ?? reportingComponent,
    type: ({ type }) => type,
  },
  validate: (event) => validateEvent(event, 'reportingComponent'),
  validateUpdate: (event) => validateEvent(event, 'reportingComponent'),
  table: { columns: eventColumns },
});
