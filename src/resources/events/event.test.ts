// One record under two kinds [B033]: what is written as one is read and watched as the other.
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  deleteWith,
  forReal,
  memoryRegistry,
  noAdmission,
  put,
  refused,
  requestIn,
  type RegistryFixture,
} from '../../../test/support/registry.ts';
import { Event as CoreEvent } from '../../api/core/v1/event.ts';
import { Event } from '../../api/events/v1.ts';
import { decodeValue } from '../../machinery/codec/json.ts';
import { parseFieldSelector, resolveFields } from '../../machinery/selectors/fields.ts';
import { allLabels } from '../../machinery/selectors/labels.ts';
import { predicateOf } from '../../machinery/selectors/predicate.ts';
import { eachEvent } from '../../machinery/watch.ts';
import type { Store } from '../../registry/store.ts';
import { events } from '../core/event/event.ts';
import { newEvents } from './event.ts';

let registry: RegistryFixture;
let old: Store<CoreEvent>;
let young: Store<Event>;
beforeEach(() => {
  registry = memoryRegistry();
  old = events.store(registry);
  young = newEvents.store(registry);
});
afterEach(() => registry[Symbol.asyncDispose]());

const context = requestIn('default');
const regarding = { kind: 'Pod', namespace: 'default', name: 'p', uid: 'u', apiVersion: 'v1', resourceVersion: '7', fieldPath: 'spec.x' };

const oldEvent = decodeValue(CoreEvent, {
  metadata: { name: 'a', labels: { l: 'm' } },
  involvedObject: regarding,
  reason: 'Rs',
  message: 'msg',
  source: { component: 'kubelet', host: 'h1' },
  firstTimestamp: '2026-01-01T00:00:00Z',
  lastTimestamp: '2026-01-01T00:00:10Z',
  count: 3,
  type: 'Warning',
}).object;

const youngEvent = decodeValue(Event, {
  metadata: { name: 'b' },
  eventTime: '2026-01-01T00:00:00.123456Z',
  series: { count: 2, lastObservedTime: '2026-01-01T00:00:05.000001Z' },
  reportingController: 'x.io/ctl',
  reportingInstance: 'inst',
  action: 'Did',
  reason: 'R',
  regarding,
  related: { kind: 'Node', name: 'nn' },
  note: 'n',
  type: 'Normal',
}).object;

const jsonOf = ({ bytes }: { readonly bytes: Uint8Array }): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

test('an old event under the new names', async () => {
  await old.create(context, oldEvent, noAdmission, forReal);
  const { metadata, ...rest } = jsonOf(await young.get(context, 'a'));
  expect(metadata).toMatchObject({ name: 'a', labels: { l: 'm' } });
  expect(rest).toEqual({
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    eventTime: null,
    reason: 'Rs',
    regarding,
    note: 'msg',
    type: 'Warning',
    deprecatedSource: { component: 'kubelet', host: 'h1' },
    deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
    deprecatedLastTimestamp: '2026-01-01T00:00:10Z',
    deprecatedCount: 3,
  });
});

test('a new event under the old names', async () => {
  await young.create(context, youngEvent, noAdmission, forReal);
  const { metadata: _, ...rest } = jsonOf(await old.get(context, 'b'));
  expect(rest).toEqual({
    kind: 'Event',
    apiVersion: 'v1',
    involvedObject: regarding,
    reason: 'R',
    message: 'n',
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    type: 'Normal',
    eventTime: '2026-01-01T00:00:00.123456Z',
    series: { count: 2, lastObservedTime: '2026-01-01T00:00:05.000001Z' },
    action: 'Did',
    related: { kind: 'Node', name: 'nn' },
    reportingComponent: 'x.io/ctl',
    reportingInstance: 'inst',
  });
});

test('read under either kind and sent back, nothing is written', async () => {
  const { revision } = await young.create(context, youngEvent, noAdmission, forReal);
  const asOld = decodeValue(CoreEvent, jsonOf(await old.get(context, 'b'))).object;
  const asYoung = decodeValue(Event, jsonOf(await young.get(context, 'b'))).object;
  expect((await old.update(context, 'b', put(asOld))).object.revision).toBe(revision);
  expect((await young.update(context, 'b', put(asYoung))).object.revision).toBe(revision);
});

test('both kinds see every change', async () => {
  const abort = new AbortController();
  const watch = await young.watch(context, { start: { from: 'now' }, signal: abort.signal });
  await old.create(context, oldEvent, noAdmission, forReal);
  await young.create(context, youngEvent, noAdmission, forReal);
  await old.delete(context, 'b', deleteWith());
  const seen: unknown[] = [];
  for await (const event of eachEvent(watch)) {
    seen.push('object' in event ? [event.type, event.object.object().note] : event);
    if (seen.length === 3) abort.abort();
  }
  expect(seen).toEqual([
    ['ADDED', 'msg'],
    ['ADDED', 'n'],
    ['DELETED', 'n'],
  ]);
  expect((await old.list(context)).items.map(({ name }) => name)).toEqual(['a']);
});

test('each kind is selected by its own field names', async () => {
  await old.create(context, oldEvent, noAdmission, forReal);
  await young.create(context, youngEvent, noAdmission, forReal);
  const names = async (store: Store<CoreEvent> | Store<Event>, selector: string): Promise<readonly string[]> => {
    const predicate = predicateOf(allLabels, resolveFields(parseFieldSelector(selector), store.selectableFields!));
    return (await store.list(context, { predicate })).items.map(({ name }) => name);
  };
  expect(await names(old, 'involvedObject.name=p,source=kubelet')).toEqual(['a']);
  expect(await names(old, 'source=x.io/ctl')).toEqual(['b']);
  expect(await names(young, 'regarding.name=p,reportingController=x.io/ctl')).toEqual(['b']);
  expect(await names(young, 'regarding.uid=u,reason=Rs,type=Warning')).toEqual(['a']);
  expect(() => resolveFields(parseFieldSelector('regarding.name=p'), old.selectableFields!)).toThrow(/field label not supported/);
  expect(() => resolveFields(parseFieldSelector('source=p'), young.selectableFields!)).toThrow(/field label not supported/);
});

test('what is refused is called by the name it is stored under', async () => {
  const { message } = await refused(() => young.create(context, { ...youngEvent, type: 'Foo' }, noAdmission, forReal));
  expect(message).toBe('Event "b" is invalid: type: Invalid value: "": has invalid value: Foo');
  expect((await refused(() => young.get(context, 'x'))).message).toBe('events.events.k8s.io "x" not found');
});

test('PUT creates, under either kind', async () => {
  expect((await old.update(context, 'a', put(oldEvent))).created).toBe(true);
  expect((await young.update(context, 'b', put(youngEvent))).created).toBe(true);
});
