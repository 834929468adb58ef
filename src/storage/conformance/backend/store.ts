// What the cases of the backend suite are made of.
import assert from 'node:assert/strict';
import type { Backend, Change, ChangeBatch, Entry, Revision, Seal, WriteOutcome } from '../../backend.ts';
import { backendFailure, type BackendErrorCode, type BackendFailure } from '../../backend-error.ts';

export interface Store {
  /** The one opened last. */
  readonly backend: Backend;
  /** Ends with a slash; nobody else writes below it. */
  readonly prefix: string;
  /** Closes the backend and opens it again. */
  reopen(): Promise<void>;
}

export type Needs = 'readAtRevision' | 'progress' | 'ttl' | 'durable';

export interface BackendCase {
  readonly name: string;
  readonly needs: readonly Needs[];
  readonly run: (store: Store) => Promise<void>;
}

/** Long enough for any backend; only reached when something that should come does not. */
const patienceMs = 10_000;

export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}

export function seal(content: string): Seal {
  return () => bytes(content);
}

/** Fails the case if the compare does not hold. */
export async function put(backend: Backend, key: string, content: string, expected: Revision = 0): Promise<Entry> {
  const outcome = await backend.put(key, seal(content), expected);
  assert(outcome.ok, `the put of ${key} over ${expected} wins`);
  return outcome.entry;
}

/** The same for a delete. */
export async function remove(backend: Backend, entry: Entry): Promise<Entry> {
  const outcome = await backend.delete(entry.key, entry.modRevision);
  assert(outcome.ok, `the delete of ${entry.key} at ${entry.modRevision} wins`);
  return outcome.entry;
}

/** Expects the compare to fail, and returns what it failed against. */
export function lost(outcome: WriteOutcome): { readonly revision: Revision; readonly current: Entry | undefined } {
  assert(!outcome.ok, 'the compare fails');
  return outcome;
}

/** Readable, and independent of which kind of array holds the bytes. */
export function plain(entry: Entry | undefined): unknown {
  return entry === undefined ? undefined : { ...entry, value: text(entry.value) };
}

export function plainChange(change: Change): unknown {
  const previous = plain(change.previous);
  return change.type === 'PUT' ? { type: change.type, entry: plain(change.entry), previous } : { ...change, previous };
}

export function changeRevision(change: Change): Revision {
  return change.type === 'PUT' ? change.entry.modRevision : change.modRevision;
}

export function changeKey(change: Change): string {
  return change.type === 'PUT' ? change.entry.key : change.key;
}

/** Expects a refusal with this code. */
export async function refusal<Code extends BackendErrorCode>(
  code: Code,
  call: () => Promise<unknown>,
): Promise<Extract<BackendFailure, { code: Code }>> {
  try {
    await call();
  } catch (error) {
    const failure = backendFailure(error);
    assert.equal(failure?.code, code, `a refusal with code ${code}, not ${String(error)}`);
    return failure as Extract<BackendFailure, { code: Code }>;
  }
  assert.fail(`the call is refused with code ${code}`);
}

/** Reads `changes` in the background and keeps all it was given. */
export class Follower {
  readonly batches: ChangeBatch[] = [];
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;
  #grown = Promise.withResolvers<void>();
  #open = true;
  error: unknown;

  constructor(backend: Backend, prefix: string, after: Revision) {
    this.#ended = this.#follow(backend.changes(prefix, { after, signal: this.#abort.signal }));
  }

  get changes(): readonly Change[] {
    return this.batches.flatMap((batch) => batch.changes);
  }

  /** How far the batches say that they reach. */
  get revision(): Revision {
    return this.batches.at(-1)?.revision ?? 0;
  }

  /** Waits until a batch reaches `revision`. */
  async reaches(revision: Revision): Promise<void> {
    await this.until(() => this.revision >= revision, `the reader of changes reaches revision ${revision}`);
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      assert(this.#open, `${what}, but it ended: ${String(this.error)}`);
      await withPatience(this.#grown.promise, what);
    }
  }

  /** Waits until the stream ends by itself. */
  async end(): Promise<void> {
    await withPatience(this.#ended, 'the reader of changes ends');
  }

  /** Aborts, and expects the stream to end because of that. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.end();
  }

  async #follow(stream: AsyncIterable<ChangeBatch>): Promise<void> {
    try {
      for await (const batch of stream) {
        this.batches.push(batch);
        this.#wake();
      }
    } catch (error) {
      this.error = error;
    }
    this.#open = false;
    this.#wake();
  }

  #wake(): void {
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }
}

/** One step of a stream that must not end; with patience. */
export async function nextBatch(iterator: AsyncIterator<ChangeBatch, undefined>): Promise<ChangeBatch> {
  const next = await withPatience(iterator.next(), 'the next batch comes');
  assert(next.done !== true, 'the stream goes on');
  return next.value;
}

export function iterate(backend: Backend, prefix: string, after: Revision): AsyncIterator<ChangeBatch, undefined> {
  const stream = backend.changes(prefix, { after, signal: new AbortController().signal });
  return stream[Symbol.asyncIterator]() as AsyncIterator<ChangeBatch, undefined>;
}

export async function withPatience<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `${what}, within ${patienceMs} ms` })), patienceMs);
  });
  try {
    return await Promise.race([promise, impatience]);
  } finally {
    clearTimeout(timer);
  }
}

/** All changes under `prefix` above `after`, up to what is committed now. */
export async function readChanges(backend: Backend, prefix: string, after: Revision): Promise<readonly Change[]> {
  const end = await put(backend, `${prefix}~end`, 'end');
  const follower = new Follower(backend, prefix, after);
  await follower.reaches(end.modRevision);
  await follower.stop();
  await remove(backend, end);
  return follower.changes.filter((change) => changeKey(change) !== end.key);
}

/** No repeat, in order, each batch as far as it says. */
export function assertWellFormed(batches: readonly ChangeBatch[], after: Revision): void {
  let reached = after;
  for (const batch of batches) {
    let last = reached;
    for (const change of batch.changes) {
      const revision = changeRevision(change);
      assert(revision > last, `change ${revision} comes after ${last}`);
      last = revision;
    }
    assert(batch.revision >= last, `a batch that holds change ${last} reaches it`);
    reached = batch.revision;
  }
}
