// core/v1 Event: something that happened to an object. events/v1 shows the same records under newer names.
import { int32, list, message, microTime, object, string, time } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ObjectReference } from './references.ts';
import { v1 } from './group-version.ts';

/** Something that happened to an object, kept for an hour or so. Do not build control loops on events. */
export class Event extends v1.kind('Event', () => ({
  metadata: object(1, ObjectMeta).required(),
  /** What it happened to. */
  involvedObject: object(2, ObjectReference).required(),
  /** One CamelCase word for programs. */
  reason: string(3),
  /** A sentence for people. */
  message: string(4),
  source: object(5, EventSource),
  firstTimestamp: time(6),
  lastTimestamp: time(7),
  /** How often, when it happened again and again. */
  count: int32(8),
  /** Normal or Warning. */
  type: string(9),
  /** When it was first seen, to the microsecond. Null for events of the older sort. */
  eventTime: microTime(10),
  series: object(11, EventSeries).optional(),
  /** What was done or failed. */
  action: string(12),
  related: object(13, ObjectReference).optional(),
  /** Which controller says so, as in example.com/controller. */
  reportingComponent: string(14).always(),
  /** Which instance of it. */
  reportingInstance: string(15).always(),
})) {}

export class EventList extends v1.kind('EventList', () => ({ metadata: object(1, ListMeta), items: list(2, Event).required() })) {}

/** Who reports, in the older sort of event. */
export class EventSource extends message('EventSource', () => ({ component: string(1), host: string(2) })) {}

/** How an event goes on and on. */
export class EventSeries extends message('EventSeries', () => ({ count: int32(1), lastObservedTime: microTime(2) })) {}
