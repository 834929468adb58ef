// What events must be like. Old ones, without an eventTime, may be nearly anything. upstream: validation/events.go.
import type { Event, EventSource } from '../../../api/core/v1/event.ts';
import type { ObjectReference } from '../../../api/core/v1/references.ts';
import { equalJson } from '../../../machinery/json-value.ts';
import { invalid, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { utf8Length } from '../../../machinery/validation/go-text.ts';
import { isLabelKey } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';

/** What the field is called in the version of the request. */
export type ControllerField = 'reportingComponent' | 'reportingController';

const at = (field: string): Path => Path.of(...field.split('.'));

/** Holds in every version. */
export function* validateEvent(event: Event, controllerField: ControllerField): Iterable<FieldError> {
  if (event.eventTime === null) yield* validateNamespaces(event);
  else yield* validateNewEvent(event, controllerField);
}

function* validateNamespaces({ metadata, involvedObject }: Event): Iterable<FieldError> {
  const { namespace = '' } = metadata;
  const { namespace: involved = '' } = involvedObject;
  const fits = involved === '' ? namespace === 'default' : involved === namespace;
  if (!fits) yield invalid(at('involvedObject.namespace'), involved, 'does not match event.namespace');
}

function* validateNewEvent(event: Event, controllerField: ControllerField): Iterable<FieldError> {
  const { metadata, involvedObject, reportingComponent, reportingInstance, action = '', reason = '', message = '' } = event;
  if (involvedObject.namespace === undefined && !['default', 'kube-system'].includes(metadata.namespace ?? ''))
    yield invalid(at('involvedObject.namespace'), '', 'does not match event.namespace');
  if (reportingComponent === '') yield required(at(controllerField));
  for (const problem of isLabelKey(reportingComponent)) yield invalid(at(controllerField), reportingComponent, problem);
  if (reportingInstance === '') yield required(at('reportingInstance'));
  yield* validateLength(reportingInstance, 128, 'reportingInstance');
  if (action === '') yield required(at('action'));
  yield* validateLength(action, 128, 'action');
  if (reason === '') yield required(at('reason'));
  yield* validateLength(reason, 128, 'reason');
  yield* validateLength(message, 1024, 'message');
}

function* validateLength(text: string, bytesMax: number, field: string): Iterable<FieldError> {
  if (utf8Length(text) > bytesMax) yield invalid(at(field), '', `can have at most ${bytesMax} characters`);
}

/** What an event that comes as events.k8s.io/v1 must have, and must not have any more. */
export function* validateStrictly(event: Event): Iterable<FieldError> {
  yield* validateSeries(event);
  if (event.eventTime === null) yield required(at('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') yield invalid(at('type'), '', `has invalid value: ${event.type ?? ''}`);
  const outdated: Readonly<Record<string, boolean>> = {
    firstTimestamp: event.firstTimestamp !== null,
    lastTimestamp: event.lastTimestamp !== null,
    count: event.count !== undefined,
    source: event.source.component !== undefined || event.source.host !== undefined,
  };
  for (const [field, isSet] of Object.entries(outdated)) if (isSet) yield invalid(at(field), '', 'needs to be unset');
}

function* validateSeries({ series }: Event): Iterable<FieldError> {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) yield invalid(at('series.count'), '', 'should be at least 2');
  if (series.lastObservedTime === null) yield required(at('series.lastObservedTime'));
}

/** An event.k8s.io/v1 event goes on as a series; nothing else of it changes. */
export function* validateUnchanged(next: Event, previous: Event): Iterable<FieldError> {
  if (!equalJson(next.series, previous.series)) yield* validateSeries(next);
  const before = valuesOf(previous);
  for (const [i, [field, value]] of valuesOf(next).entries())
    if (!equalJson(value, before[i]![1])) yield invalid(at(field), value, 'field is immutable');
}

/** In the order in which upstream compares them; reason twice. As Go prints structs without JSON names. */
function valuesOf(event: Event): readonly (readonly [field: string, value: unknown])[] {
  const { reason = '', message = '', count = 0, type = '', action = '', related } = event;
  return [
    ['involvedObject', goReference(event.involvedObject)],
    ['reason', reason],
    ['message', message],
    ['source', goSource(event.source)],
    ['firstTimestamp', event.firstTimestamp],
    ['lastTimestamp', event.lastTimestamp],
    ['count', count],
    ['reason', reason],
    ['type', type],
    ['eventTime', event.eventTime],
    ['action', action],
    ['related', related === undefined ? null : goReference(related)],
    ['reportingController', event.reportingComponent],
    ['reportingInstance', event.reportingInstance],
  ];
}

const goReference = (reference: ObjectReference): object => ({
  Kind: reference.kind ?? '',
  Namespace: reference.namespace ?? '',
  Name: reference.name ?? '',
  UID: reference.uid ?? '',
  APIVersion: reference.apiVersion ?? '',
  ResourceVersion: reference.resourceVersion ?? '',
  FieldPath: reference.fieldPath ?? '',
});

const goSource = ({ component = '', host = '' }: EventSource): object => ({ Component: component, Host: host });
