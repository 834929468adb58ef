// Whether there is an order of everything that happened which explains what everybody was told: the order of revisions, in
// which what was answered before something else was asked comes first. Throws at the first thing that does not fit.
import assert from 'node:assert/strict';
import type { Revision } from '../../../src/machinery/stored-object.ts';
import type { Operation } from './operations.ts';
import type { Truth } from './truth.ts';

type Of<Kind extends Operation['kind']> = Extract<Operation, { readonly kind: Kind }>;

/** A call whose answer must show at least `floor`: somebody had seen that before it was made. */
interface Judged<T> {
  readonly operation: T;
  readonly floor: Revision;
}

export function checkOperations(operations: readonly Operation[], truth: Truth, livesUntil: Map<string, number>): void {
  const writes = new Map(operations.flatMap((operation) => (operation.kind === 'write' ? [[operation.revision, operation] as const] : [])));
  checkWrites(writes, truth, livesUntil);
  const startOf = (revision: Revision): number => writes.get(revision)?.start ?? 0;
  for (const judged of withFloors(operations, truth.from)) checkOne(judged, truth, startOf);
}

/** Acknowledged writes and changes are the same; what nobody asked for is the end of something that was to end. */
function checkWrites(writes: ReadonlyMap<Revision, Of<'write'>>, truth: Truth, livesUntil: Map<string, number>): void {
  let found = 0;
  for (const { path, revision, state, type, at } of truth.changes) {
    const write = writes.get(revision);
    if (write === undefined) {
      const end = livesUntil.get(path);
      assert(type === 'DELETED' && end !== undefined, `${type} of ${path} at ${revision}, which nobody asked for`);
      assert(at >= end, `${path} lived until ${end}, and not only until ${at}`);
    } else {
      found += 1;
      assert.deepEqual(
        [write.path, write.state],
        [path, type === 'DELETED' ? undefined : state],
        `the write of revision ${revision} is what was told`,
      );
      const before = truth.at(path, revision - 1);
      assert.equal(
        write.from,
        before?.state === undefined ? 0 : before.revision,
        `the ${write.verb} of ${path} at ${revision} knew what it replaced`,
      );
    }
    if (write?.livesUntil === undefined) livesUntil.delete(path);
    else livesUntil.set(path, write.livesUntil);
  }
  assert.equal(found, writes.size, 'every acknowledged write was told');
}

function* withFloors(operations: readonly Operation[], from: Revision): Iterable<Judged<Operation>> {
  const answered = operations.toSorted((a, b) => a.end - b.end);
  let floor = from;
  let next = 0;
  for (const operation of operations.toSorted((a, b) => a.start - b.start)) {
    for (; next < answered.length && answered[next]!.end < operation.start; next++) floor = Math.max(floor, shown(answered[next]!));
    yield { operation, floor };
  }
}

/** The newest revision that whoever got this answer knows to exist. */
function shown(operation: Operation): Revision {
  return operation.kind === 'refused' || operation.kind === 'expired' ? 0 : operation.revision;
}

function checkOne({ operation, floor }: Judged<Operation>, truth: Truth, startOf: (revision: Revision) => number): void {
  switch (operation.kind) {
    case 'write':
      assert(operation.revision > floor, `the ${operation.verb} at ${operation.revision} comes after ${floor}, which was seen before`);
      break;
    case 'read':
    case 'refused':
      checkState({ operation, floor }, truth, startOf);
      break;
    case 'list':
      checkList({ operation, floor }, truth);
      break;
    case 'expired':
      assert(operation.asked < operation.compacted, `${operation.asked} is gone, and compacted is ${operation.compacted}`);
      break;
    case 'saw':
      break;
  }
}

/** Somewhere between what was seen before the call, and what was begun before its answer, the object was as the answer says. */
function checkState({ operation, floor }: Judged<Of<'read'> | Of<'refused'>>, truth: Truth, startOf: (revision: Revision) => number): void {
  const periods = truth.periodsOf(operation.path);
  const possible = [{ revision: 0, until: periods[0]!.revision, state: undefined }, ...periods].filter(
    ({ revision, until }) => until > floor && until > revision && startOf(revision) < operation.end,
  );
  const fits = possible.some(({ revision, state }) => {
    if (operation.kind === 'read') return state === operation.state && (state === undefined || revision === operation.revision);
    if (operation.because === 'present') return state !== undefined;
    if (operation.because === 'absent') return state === undefined;
    return state === undefined || revision !== operation.expected;
  });
  assert(fits, `${JSON.stringify(operation)} after ${floor} was seen, though there was only ${JSON.stringify(possible)}`);
}

function checkList({ operation, floor }: Judged<Of<'list'>>, truth: Truth): void {
  const { scope, predicate, revision, asked, items } = operation;
  if (asked === undefined) assert(revision >= floor, `a list at ${revision} after ${floor} was seen`);
  else assert.equal(revision, asked, 'a list is of the revision that was asked for');
  // What was before this round is not known any more.
  if (revision < truth.from) return;
  assert.deepEqual(items, truth.list(scope, predicate, revision), `the list of ${JSON.stringify(scope)} at ${revision}`);
}
