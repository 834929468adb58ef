// events/v1 Event: the same records as core/v1 Event, under newer names.
import { groupVersion, int32, list, message, microTime, object, string, time } from '../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../machinery/meta/v1.ts';
import { EventSource } from '../core/v1/event.ts';
import { ObjectReference } from '../core/v1/references.ts';

const v1 = groupVersion('events.k8s.io/v1');

/** Something that happened to an object, kept for an hour or so. Do not build control loops on events. */
export class Event extends v1.kind('Event', () => ({
  metadata: object(1, ObjectMeta),
  /** When it was first seen. */
  eventTime: microTime(2).required(),
  /** Set when it happens again and again. */
  series: object(3, EventSeries).optional(),
  /** Which controller says so, as in example.com/controller. */
  reportingController: string(4),
  reportingInstance: string(5),
  /** What was done or failed. */
  action: string(6),
  reason: string(7),
  /** What it happened to. */
  regarding: object(8, ObjectReference),
  /** Another object that takes part in it. */
  related: object(9, ObjectReference).optional(),
  /** A sentence for people. */
  note: string(10),
  /** Normal or Warning. */
  type: string(11),
  deprecatedSource: object(12, EventSource),
  deprecatedFirstTimestamp: time(13),
  deprecatedLastTimestamp: time(14),
  deprecatedCount: int32(15),
})) {}

export class EventList extends v1.kind('EventList', () => ({ metadata: object(1, ListMeta), items: list(2, Event).required() })) {}

/** How an event goes on and on. */
export class EventSeries extends message('EventSeries', () => ({
  count: int32(1).required(),
  lastObservedTime: microTime(2).required(),
})) {}
