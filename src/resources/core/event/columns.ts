// What `kubectl get events` prints, whichever version it asks for. upstream: printEvent.
import type { Event } from '../../../api/core/v1/event.ts';
import { humanAge } from '../../../machinery/human-duration.ts';
import type { Column } from '../../../registry/table.ts';
import { column, wide, nameColumn } from '../../columns.ts';

export const eventColumns: readonly Column<Event>[] = [
  column('Last Seen', 'The time since it happened last.', (event, now) => humanAge(lastSeen(event), now)),
  column('Type', 'Normal, or Warning.', ({ type = '' }) => type),
  column('Reason', 'What happened, in one word.', ({ reason = '' }) => reason),
  column('Object', 'What it happened to.', objectText),
  wide('Subobject', 'The part of the object that it happened to.', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
  wide('Source', 'Who says so.', sourceText),
  column('Message', 'What happened, in a sentence.', ({ message = '' }) => message.trim()),
  wide('First Seen', 'The time since it happened first.', (event, now) => humanAge(firstSeen(event), now)),
  wide('Count', 'How often it happened.', ({ series, count }) => series?.count ?? count ?? 1),
  { ...nameColumn, priority: 1 },
];

const firstSeen = ({ firstTimestamp, eventTime }: Event): string | null => firstTimestamp ?? eventTime;

const lastSeen = (event: Event): string | null =>
  event.series === undefined ? (event.lastTimestamp ?? firstSeen(event)) : event.series.lastObservedTime;

function objectText({ involvedObject: { kind = '', name } }: Event): string {
  return name === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source.component ?? reportingComponent;
  const instance = source.host ?? reportingInstance;
  return instance === '' ? component : `${component}, ${instance}`;
}
