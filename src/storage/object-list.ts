// LIST: one page of one revision. With a selector it scans on, in growing steps, until the page is full or the range ends.
import { limits } from '../base/limits.ts';
import type { KubeObject } from '../machinery/object.ts';
import { everything, type Freshness, type ListOptions, type Page, type Predicate } from '../machinery/options.ts';
import type { Revision } from '../machinery/stored-object.ts';
import type { Entry, RangePage } from './backend.ts';
import { backendFailure } from './backend-error.ts';
import { raise } from './backend-failures.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { futureRetryAfterSeconds, isStorageError, StorageError, type CorruptObject } from './errors.ts';
import type { KeyRange } from './keys.ts';
import { revisionOf, type ObjectAccess } from './object-access.ts';
import type { StoredRevision } from './stored-revision.ts';
import { Turn } from './turn.ts';

/** Where a list reads. `from` is the first key that may come, `after` one before it. */
interface Position {
  readonly revision: Revision | undefined;
  readonly from?: string | undefined;
  readonly after?: string | undefined;
}

export async function listRange<T extends KubeObject>(
  access: ObjectAccess<T>,
  { prefix }: KeyRange,
  options: ListOptions,
): Promise<Page<T>> {
  const { freshness = { at: 'latest' }, limit = 0, continue: token = '', signal } = options;
  // What cannot be read at an old revision cannot be continued: all of it, then [S101].
  const pageSize = access.backend.capabilities.readAtRevision ? limit : 0;
  const list = new ListInProgress(access, options, pageSize);
  const continued = token !== '';
  let position: Position = continued
    ? continuedAt(prefix, freshness, token)
    : { revision: freshness.at === 'exact' ? freshness.revision : undefined };
  let step = pageSize;
  for (;;) {
    const page = await readPage(access, prefix, { ...position, limit: step, signal }).catch((error: unknown) =>
      raise(continued ? expiredPage(error, prefix, position) : error),
    );
    if (position.revision === undefined) requireFreshness(freshness, page.revision);
    await list.add(page.entries);
    position = { revision: position.revision ?? page.revision, after: page.entries.at(-1)?.key };
    if (list.full || !page.more) return list.finish(prefix, page, position.revision!);
    step = Math.min(step * 2, limits.listPageObjects);
  }
}

/** The one object with a key, as a list; it need not be there [S007]. */
export async function listSingle<T extends KubeObject>(access: ObjectAccess<T>, key: string, options: ListOptions): Promise<Page<T>> {
  const { freshness = { at: 'latest' }, predicate = everything, signal } = options;
  const exact = freshness.at === 'exact' ? freshness.revision : undefined;
  const read = await access.backend.get(key, { revision: exact, signal }).catch(raise);
  requireFreshness(freshness, read.revision);
  const list = new ListInProgress(access, { predicate, signal }, 0);
  if (read.entry !== undefined) await list.add([read.entry]);
  return { items: list.items, revision: read.revision };
}

/** The uncached store does not wait for a revision to come: the client does. */
export function requireFreshness(freshness: Freshness, current: Revision): void {
  if (freshness.at !== 'notOlderThan' || freshness.revision <= current) return;
  const { revision: requested } = freshness;
  throw new StorageError({ code: 'TooLargeResourceVersion', requested, current, retryAfterSeconds: futureRetryAfterSeconds });
}

function continuedAt(prefix: string, freshness: Freshness, token: string): Position {
  const { start, revision } = decodeContinue(token);
  if (freshness.at === 'exact' || (freshness.at === 'notOlderThan' && freshness.revision > 0))
    throw new StorageError({ code: 'InvalidContinue', why: 'specifying resource version is not allowed when using continue' });
  const from = prefix + start;
  // Our tokens name the key just behind the last one. Others may name one that is there.
  return from.endsWith('\0') ? { revision, after: from.slice(0, -1) } : { revision, from };
}

interface PageRequest extends Position {
  /** 0: all. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

async function readPage<T extends KubeObject>(
  { backend }: ObjectAccess<T>,
  prefix: string,
  { from, after, revision, limit, signal }: PageRequest,
): Promise<RangePage> {
  const range = { signal, ...(limit > 0 && { limit }) };
  if (from === undefined) return backend.range(prefix, { ...range, revision, after });
  const first = await backend.get(from, { revision, signal });
  const rest = await backend.range(prefix, { ...range, revision: first.revision, after: from });
  return first.entry === undefined ? rest : { ...rest, entries: [first.entry, ...rest.entries] };
}

/** A traversal whose revision is gone may go on at the newest one, from where it is [S040]. */
function expiredPage(error: unknown, prefix: string, { from, after }: Position): unknown {
  if (backendFailure(error)?.code !== 'compacted') return error;
  const start = (from ?? `${after}\0`).slice(prefix.length);
  return new StorageError({ code: 'Expired', of: 'page', continue: encodeContinue({ start, revision: undefined }) }, error);
}

/** A page as it fills. */
class ListInProgress<T extends KubeObject> {
  readonly items: StoredRevision<T>[] = [];
  readonly #access: ObjectAccess<T>;
  readonly #predicate: Predicate;
  readonly #signal: AbortSignal | undefined;
  /** 0: no limit. */
  readonly #size: number;
  readonly #turn: Turn;
  readonly #corrupt: CorruptObject[] = [];
  #lastKey = '';
  /** Entries that were read and found no room. */
  #left = 0;

  constructor(access: ObjectAccess<T>, { predicate = everything, signal }: ListOptions, size: number) {
    this.#access = access;
    this.#predicate = predicate;
    this.#signal = signal;
    this.#size = size;
    this.#turn = new Turn(access.environment, limits.listSliceMs);
  }

  get full(): boolean {
    return this.#size > 0 && this.items.length >= this.#size;
  }

  async add(entries: readonly Entry[]): Promise<void> {
    for (const [index, entry] of entries.entries()) {
      if (this.full) {
        this.#left = entries.length - index;
        return;
      }
      this.#lastKey = entry.key;
      this.#addOne(entry);
      if (this.#turn.isOver()) await this.#turn.pause(this.#signal);
    }
  }

  /** `page` is the last one that was added from. */
  finish(prefix: string, page: RangePage, revision: Revision): Page<T> {
    if (this.#corrupt.length > 0) throw new StorageError({ code: 'CorruptList', objects: this.#corrupt, truncated: false });
    const { items } = this;
    if (!page.more && this.#left === 0) return { items, revision };
    const token = encodeContinue({ start: `${this.#lastKey.slice(prefix.length)}\0`, revision });
    if (!this.#predicate.matchesAll) return { items, revision, continue: token };
    return { items, revision, continue: token, remainingItemCount: (page.remaining ?? 0) + this.#left };
  }

  #addOne(entry: Entry): void {
    try {
      const object = revisionOf(this.#access, entry);
      if (this.#predicate.matchesAll || this.#predicate.matches(object)) this.items.push(object);
    } catch (error) {
      if (!isStorageError(error, 'Corrupt')) throw error;
      this.#corrupt.push({ key: entry.key, why: error.message });
      if (this.#corrupt.length === limits.corruptObjects)
        throw new StorageError({ code: 'CorruptList', objects: this.#corrupt, truncated: true });
    }
  }
}
