import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert } from '../../../base/assert.ts';
import type { Backend, Change, WriteOutcome } from '../../backend.ts';
import { BackendError, backendFailure } from '../../backend-error.ts';
import { MvccBackend, resolveLimits, type MvccOptions } from './backend.ts';
import { revisionOf } from './change.ts';
import { Expirations } from './expirations.ts';
import { History } from './history.ts';
import type { CommitOutcome, Log, LoggedWrite } from './log.ts';
import { Retention } from './retention.ts';

/** Commits when the test says so. */
class HeldLog implements Log {
  readonly batches: (readonly Change[])[] = [];
  #commit: PromiseWithResolvers<CommitOutcome> | undefined;
  failure: BackendError | undefined;
  get trouble(): BackendError | undefined {
    return this.failure;
  }
  readonly older = undefined;

  commit(writes: readonly LoggedWrite[]): Promise<CommitOutcome> {
    assert(this.#commit === undefined, 'one batch at a time');
    this.batches.push(writes.map(({ change }) => change));
    this.#commit = Promise.withResolvers();
    return this.#commit.promise;
  }

  get holds(): boolean {
    return this.#commit !== undefined;
  }

  /** Lets the batch that is under way succeed or fail, and everything happen that follows from it. */
  async settle(outcome: CommitOutcome = { ok: true }): Promise<void> {
    const commit = this.#commit;
    this.#commit = undefined;
    commit?.resolve(outcome);
    await turn();
  }

  async fail(): Promise<void> {
    await this.settle({ ok: false, error: new BackendError('no room', { code: 'unavailable', stored: 'no' }) });
  }

  compact(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Lets everything run that is not waiting for the outside. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const seal = (content: string) => () => new TextEncoder().encode(content);

function open(options: MvccOptions = {}): { backend: Backend; log: HeldLog } {
  const log = new HeldLog();
  const limits = resolveLimits(options.limits);
  const history = new History({ compacted: 0, limits });
  return {
    log,
    backend: new MvccBackend({
      ...options,
      log,
      history,
      expirations: new Expirations(),
      retention: new Retention(limits),
      compacted: 0,
      nativeFrom: 1,
    }),
  };
}

/** How a promise stands now. */
async function state<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  return await Promise.race([promise, turn().then(() => 'waiting' as const)]);
}

/** What becomes of a write, in a word. */
async function fate(write: Promise<WriteOutcome>): Promise<string> {
  try {
    return (await write).ok ? 'ok' : 'lost';
  } catch (error) {
    return backendFailure(error)?.code ?? 'bug';
  }
}

describe('group commit', () => {
  it('sends what is decided in one turn together, and what comes meanwhile together after that', async () => {
    const { backend, log } = open();
    const writes = [fate(backend.put('a', seal('1'), 0)), fate(backend.put('b', seal('1'), 0))];
    await turn();
    writes.push(fate(backend.put('c', seal('1'), 0)));
    await turn();
    writes.push(fate(backend.put('d', seal('1'), 0)));
    await turn();
    await log.settle();
    await log.settle();
    expect(await Promise.all(writes)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(log.batches.map((batch) => batch.map(revisionOf))).toEqual([
      [2, 3],
      [4, 5],
    ]);
  });

  it('shows nobody what is not committed', async () => {
    const { backend, log } = open();
    const write = backend.put('a', seal('1'), 0);
    await turn();
    expect(log.holds).toBe(true);
    expect(await state(write)).toBe('waiting');
    expect(await backend.get('a')).toEqual({ revision: 1, entry: undefined });
    expect((await backend.range('')).entries).toEqual([]);
    expect(await backend.currentRevision()).toBe(1);
    await log.settle();
    expect((await backend.get('a')).entry?.modRevision).toBe(2);
  });

  it('hands changes to those who wait for them before it answers those who wrote', async () => {
    const { backend, log } = open();
    const order: string[] = [];
    const stream = backend.changes('', { after: 1, signal: new AbortController().signal })[Symbol.asyncIterator]();
    const watched = stream.next().then(() => order.push('watched'));
    const written = backend.put('a', seal('1'), 0).then(() => order.push('answered'));
    await turn();
    await log.settle();
    await Promise.all([watched, written]);
    expect(order).toEqual(['watched', 'answered']);
  });

  it('fills batches up to their limit, and sends a larger value alone', async () => {
    const { backend, log } = open({ limits: { commitBatchBytes: 10 } });
    const writes = ['aaaa', 'bbbb', 'cccc', 'dddddddddddddddd', 'e'].map((value) => fate(backend.put(value, seal(value), 0)));
    await turn();
    for (let i = 0; i < 5; i++) await log.settle();
    expect(await Promise.all(writes)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(log.batches.map((batch) => batch.length)).toEqual([2, 1, 1, 1]);
  });

  it('refuses writes when too much is waiting, without deciding them', async () => {
    const { backend, log } = open({ limits: { commitQueueBytes: 10, commitBatchBytes: 10 } });
    const writes = ['aaaaa', 'bbbbb', 'ccccc'].map((value) => fate(backend.put(value, seal(value), 0)));
    const sealed: string[] = [];
    const refused = fate(backend.put('d', () => (sealed.push('d'), new Uint8Array(1)), 0));
    await turn();
    for (let i = 0; i < 3; i++) await log.settle();
    expect(await Promise.all([...writes, refused])).toEqual(['ok', 'ok', 'overloaded', 'overloaded']);
    expect(sealed).toEqual([]);
    const later = fate(backend.put('d', seal('d'), 0));
    await turn();
    await log.settle();
    expect(await later).toBe('ok');
  });
});

describe('a compare against a write that is not committed', () => {
  it('waits for it, and loses against it', async () => {
    const { backend, log } = open();
    const first = backend.put('a', seal('1'), 0);
    const second = backend.put('a', seal('2'), 0);
    await turn();
    expect(await state(second)).toBe('waiting');
    await log.settle();
    const winner = await first;
    expect(await second).toEqual({ ok: false, revision: 2, current: winner.ok && winner.entry });
  });

  it('is decided again when that write fails', async () => {
    const { backend, log } = open();
    const writes = [fate(backend.put('a', seal('1'), 0)), fate(backend.put('a', seal('2'), 0))];
    await turn();
    await log.fail();
    expect(log.holds).toBe(true);
    await log.settle();
    expect(await Promise.all(writes)).toEqual(['unavailable', 'ok']);
    expect(new TextDecoder().decode((await backend.get('a')).entry?.value)).toBe('2');
  });

  it('is decided again once only', async () => {
    const { backend, log } = open();
    const writes = [fate(backend.put('a', seal('1'), 0)), fate(backend.put('a', seal('2'), 0)), fate(backend.put('a', seal('3'), 0))];
    await turn();
    await log.fail();
    await log.fail();
    expect(await Promise.all(writes)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(log.holds).toBe(false);
  });

  it('may win on top of a deletion, and fails with it', async () => {
    const { backend, log } = open();
    const created = backend.put('a', seal('1'), 0);
    await turn();
    await log.settle();
    await created;
    for (const outcome of ['fail', 'settle'] as const) {
      const { entry } = await backend.get('a');
      const writes = [fate(backend.delete('a', entry!.modRevision)), fate(backend.put('a', seal(outcome), 0))];
      await turn();
      await log[outcome]();
      expect(await Promise.all(writes)).toEqual(outcome === 'fail' ? ['unavailable', 'unavailable'] : ['ok', 'ok']);
    }
    const { entry } = await backend.get('a');
    expect(entry?.createRevision).toBe(entry?.modRevision);
  });
});

describe('a batch that fails', () => {
  it('takes everything with it that was decided after it, and leaves no trace', async () => {
    const { backend, log } = open();
    const seen: Change[] = [];
    const abort = new AbortController();
    const watching = (async () => {
      for await (const batch of backend.changes('', { after: 0, signal: abort.signal })) seen.push(...batch.changes);
    })();
    const doomed = [fate(backend.put('a', seal('1'), 0))];
    await turn();
    doomed.push(fate(backend.put('b', seal('1'), 0)), fate(backend.put('c', seal('1'), 0)));
    await turn();
    await log.fail();
    expect(await Promise.all(doomed)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect(log.batches).toHaveLength(1);
    expect((await backend.range('')).entries).toEqual([]);

    const next = backend.put('a', seal('2'), 0);
    await turn();
    await log.settle();
    const outcome = await next;
    expect(outcome.ok && outcome.entry.modRevision, 'the numbers of the failed ones are not given out again').toBe(5);
    abort.abort();
    await watching;
    expect(seen.map(revisionOf)).toEqual([5]);
  });

  it('leaves the store readable when nothing can be written any more', async () => {
    const { backend, log } = open();
    const write = backend.put('a', seal('1'), 0);
    await turn();
    await log.settle();
    await write;
    log.failure = new BackendError('read-only', { code: 'unavailable', stored: 'no' });
    expect(await fate(backend.put('b', seal('1'), 0))).toBe('unavailable');
    await expect(backend.ready()).rejects.toThrow('read-only');
    expect((await backend.get('a')).entry?.modRevision).toBe(2);
  });
});

describe('closing', () => {
  it('waits for what was accepted, and accepts nothing more', async () => {
    const { backend, log } = open();
    const accepted = [fate(backend.put('a', seal('1'), 0)), fate(backend.put('a', seal('2'), 0))];
    await turn();
    const closing = Promise.resolve(backend[Symbol.asyncDispose]());
    expect(await fate(backend.put('b', seal('1'), 0))).toBe('closed');
    expect(await state(closing)).toBe('waiting');
    await log.fail();
    await log.settle();
    expect(await Promise.all(accepted)).toEqual(['unavailable', 'ok']);
    await closing;
  });
});

describe('a seal', () => {
  it('must return an array that owns its buffer, of a size that is allowed', async () => {
    const { backend, log } = open({ limits: { valueBytes: 100 } });
    await expect(backend.put('a', () => new Uint8Array(10).subarray(1), 0)).rejects.toThrow('owns its whole buffer');
    await expect(backend.put('a', () => new Uint8Array(101), 0)).rejects.toMatchObject({
      failure: { code: 'too-large', bytes: 101, limit: 100 },
    });
    const write = backend.put('a', () => new Uint8Array(100), 0);
    await turn();
    await log.settle();
    expect(await write).toMatchObject({ ok: true });
  });

  it('must not write itself', async () => {
    const { backend } = open();
    const inner: Promise<unknown>[] = [];
    const outer = backend.put('a', () => (inner.push(backend.put('b', seal('1'), 0)), new Uint8Array(1)), 0);
    await expect(inner[0]).rejects.toThrow('a seal does not write');
    expect(await state(outer)).toBe('waiting');
  });

  it('gives the array that every reader is handed', async () => {
    const { backend, log } = open();
    const value = new Uint8Array(10);
    const write = backend.put('a', () => value, 0);
    await turn();
    await log.settle();
    const outcome = await write;
    expect(outcome.ok && outcome.entry.value).toBe(value);
    expect((await backend.get('a')).entry?.value).toBe(value);
    expect((await backend.range('')).entries[0]?.value).toBe(value);
  });
});

it('decides, under any order of writes and fates, as their sequence of commits explains', async () => {
  const key = fc.constantFrom('a', 'b');
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('put' as const), key, fresh: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
    { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'fail' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { backend, log } = open();
      const acknowledged: number[] = [];
      const track = async (write: Promise<WriteOutcome>): Promise<void> => {
        try {
          const outcome = await write;
          if (outcome.ok) acknowledged.push(outcome.entry.modRevision);
        } catch (error) {
          assert(backendFailure(error)?.code === 'unavailable', 'a write fails with its batch only');
        }
      };
      const writes: Promise<void>[] = [];
      const seen: number[] = [];
      const abort = new AbortController();
      const watching = (async () => {
        for await (const batch of backend.changes('', { after: 0, signal: abort.signal })) seen.push(...batch.changes.map(revisionOf));
      })();
      for (const one of steps) {
        if (one.do === 'settle' || one.do === 'fail') await log[one.do]();
        else {
          const { entry } = await backend.get(one.key);
          if (one.do === 'put') writes.push(track(backend.put(one.key, seal('x'), one.fresh ? 0 : (entry?.modRevision ?? 0))));
          else if (entry !== undefined) writes.push(track(backend.delete(one.key, entry.modRevision)));
        }
      }
      for (await turn(); log.holds;) await log.settle();
      await Promise.all(writes);
      abort.abort();
      await watching;
      expect(seen).toEqual([...acknowledged].sort((a, b) => a - b));
      const { entries } = await backend.range('');
      for (const { modRevision } of entries) expect(acknowledged).toContain(modRevision);
      expect(await backend.currentRevision()).toBe(Math.max(1, ...acknowledged));
    }),
  );
});
