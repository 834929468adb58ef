// What goes wrong below the embedded store, step by step of its commit protocol: whatever happens, what was acknowledged is
// there, what was refused is not, nobody has seen anything else, and the store says what state it is in.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Backend, Change, Entry, WriteOutcome } from '../../src/storage/backend.ts';
import { backendFailure, type BackendError } from '../../src/storage/backend-error.ts';
import type { Fault } from '../../src/storage/backends/embedded/faults.ts';
import { openEmbedded, type EmbeddedOptions } from '../../src/storage/backends/embedded/open.ts';
import { ManualClock } from '../../src/storage/conformance/manual-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';

const code = { busy: 5, ioError: 10, full: 13 };

const seal = (content: string) => () => new TextEncoder().encode(content);

type Options = Partial<EmbeddedOptions>;

/** A store that is closed, and gone, when the test is over. `reopen` opens it without what was made to go wrong. */
async function open(
  options: Options = {},
): Promise<{ backend: Backend; directory: string; reopen: (options?: Options) => Promise<Backend> }> {
  const folder = await tempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const openIt = async (more: Options): Promise<Backend> => {
    const opened = await openEmbedded({ directory: folder.path, stamp: 'test', compactionIntervalMs: 0, ...more });
    onTestFinished(async () => await opened[Symbol.asyncDispose]());
    return opened;
  };
  const backend = await openIt(options);
  const reopen = async (more: Options = {}): Promise<Backend> => {
    await backend[Symbol.asyncDispose]();
    return await openIt(more);
  };
  return { backend, directory: folder.path, reopen };
}

/** What becomes of a write, in a word. */
async function fate(write: Promise<WriteOutcome>): Promise<string> {
  try {
    return (await write).ok ? 'ok' : 'lost';
  } catch (error) {
    const failure = backendFailure(error);
    return failure?.code === 'unavailable' ? `unavailable, stored: ${failure.stored}` : (failure?.code ?? String(error));
  }
}

function create(backend: Backend, key: string): Promise<string> {
  return fate(backend.put(key, seal(key), 0));
}

async function keys(backend: Backend): Promise<string[]> {
  return (await backend.range('')).entries.map((entry) => entry.key);
}

/** Everything that happened, as readers of `changes` are told. */
async function changes(backend: Backend): Promise<Change[]> {
  const found: Change[] = [];
  const last = await backend.currentRevision();
  backend.requestProgress();
  for await (const batch of backend.changes('', { after: backend.compactedRevision(), signal: new AbortController().signal })) {
    found.push(...batch.changes);
    if (batch.revision >= last) break;
    backend.requestProgress();
  }
  return found;
}

const fault = (at: Fault['at'], nth: number, does: Fault['does'] | number, life = 1): Fault => ({
  at,
  nth,
  life,
  does: typeof does === 'number' ? { type: 'fail', code: does } : does,
});

describe('a commit that fails', () => {
  test.for([
    ['cannot begin, since the file is locked', fault('begin', 2, code.busy)],
    ['has no room in the middle', fault('insert', 2, code.full)],
    ['has no room at the end', fault('commit', 2, code.full)],
    ['cannot write in the middle', fault('insert', 2, code.ioError)],
    ['cannot write at the end', fault('commit', 2, code.ioError)],
    ['fails for a reason that nobody knows', fault('commit', 2, 999)],
  ] as const)('%s: is refused, and the next one succeeds', async ([, planned]) => {
    const { backend, reopen } = await open({ faults: [planned] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: no');
    expect(await keys(backend)).toEqual(['a']);
    expect(await create(backend, 'c')).toBe('ok');
    await backend.ready();
    const again = await reopen();
    expect(await keys(again)).toEqual(['a', 'c']);
    const revisions = (await again.range('')).entries.map((entry) => entry.modRevision);
    expect(revisions, 'the number of the failed one is not given out again').toEqual([2, 4]);
  });

  test('did commit after all: is acknowledged', async () => {
    const { backend, reopen } = await open({ faults: [fault('committed', 2, code.ioError)] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('ok');
    expect(await create(backend, 'c')).toBe('ok');
    expect((await changes(backend)).map((change) => change.type === 'PUT' && change.entry.key)).toEqual(['a', 'b', 'c']);
    expect(await keys(await reopen())).toEqual(['a', 'b', 'c']);
  });

  test.for([
    ['before it was written', fault('commit', 2, code.ioError), ['a']],
    ['after it was written', fault('committed', 2, code.ioError), ['a', 'b']],
  ] as const)('and the file cannot be opened again, %s: reads go on, nothing is promised', async ([, planned, stored]) => {
    const reports: BackendError[] = [];
    const report = (error: BackendError): void => void reports.push(error);
    const { backend, reopen } = await open({ faults: [planned, fault('open', 2, code.ioError)], report });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: unknown');
    expect(await create(backend, 'c')).toBe('unavailable, stored: no');
    await expect(backend.ready()).rejects.toThrow('the store can only be read until this is mended');
    await expect(backend.compact(await backend.currentRevision())).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    expect(await keys(backend)).toEqual(['a']);
    expect(reports).toHaveLength(1);
    const again = await reopen();
    expect(await keys(again)).toEqual(stored);
    expect(await create(again, 'c')).toBe('ok');
  });
});

describe('trouble that passes', () => {
  test('a disk that was full: who asks is told until it is tried again, and everything else goes on', async () => {
    const environment = new ManualClock();
    const reports: string[] = [];
    const report = (error: BackendError): void => void reports.push(error.message);
    const { backend } = await open({ environment, faults: [fault('commit', 2, code.full)], report });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: no');
    await expect(backend.ready()).rejects.toMatchObject({ failure: { code: 'unavailable', stored: 'no' } });
    expect(await keys(backend)).toEqual(['a']);
    environment.advance(2_000);
    await vi.waitFor(() => backend.ready());
    expect(environment.waiting).toBe(false);
    expect(reports).toEqual(['the write was not stored: simulated failure 13', 'the store can be written again']);
  });

  test('a disk that was full: a write that succeeds is proof, too', async () => {
    const environment = new ManualClock();
    const { backend } = await open({ environment, faults: [fault('commit', 2, code.full)] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: no');
    expect(await create(backend, 'c')).toBe('ok');
    await backend.ready();
    expect(environment.waiting).toBe(false);
  });

  test.for([
    ['before it was written', fault('commit', 2, code.ioError)],
    ['after it was written', fault('committed', 2, code.ioError)],
  ] as const)('a file that could not be opened again after a commit failed, %s: the store is what it showed', async ([, planned]) => {
    const environment = new ManualClock();
    const { backend, reopen } = await open({ environment, faults: [planned, ...[2, 3].map((nth) => fault('open', nth, code.ioError))] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: unknown');
    expect(await create(backend, 'c')).toBe('unavailable, stored: no');
    // The first try fails as well.
    environment.advance(2_000);
    await vi.waitFor(() => expect(environment.waiting).toBe(true));
    await expect(backend.ready()).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    environment.advance(2_000);
    await vi.waitFor(() => backend.ready());
    expect(await create(backend, 'c')).toBe('ok');
    const shown = await changes(backend);
    expect(shown.map((change) => change.type === 'PUT' && change.entry.key)).toEqual(['a', 'c']);
    const again = await reopen();
    expect(await changes(again)).toEqual(shown);
  });

  test('no thread could be started that writes: one is, later', async () => {
    const environment = new ManualClock();
    const died = fault('committed', 2, { type: 'die' });
    const { backend, reopen } = await open({ environment, faults: [died, fault('open', 1, code.ioError, 2)] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: unknown');
    await vi.waitFor(async () => {
      environment.advance(2_000);
      await backend.ready();
    });
    expect(await create(backend, 'c')).toBe('ok');
    expect(await keys(await reopen())).toEqual(['a', 'c']);
  });
});

describe('the thread that writes dies', () => {
  test.for([
    ['before the commit', fault('commit', 2, { type: 'die' }), 'unavailable, stored: no', ['a', 'c']],
    ['after the commit', fault('committed', 2, { type: 'die' }), 'ok', ['a', 'b', 'c']],
  ] as const)('%s: another one finds out what became of the batch, and goes on', async ([, planned, expected, stored]) => {
    const reports: BackendError[] = [];
    const report = (error: BackendError): void => void reports.push(error);
    const { backend, reopen } = await open({ faults: [planned], report });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe(expected);
    expect(await create(backend, 'c')).toBe('ok');
    expect(reports.map((error) => error.message)).toEqual([expect.stringContaining('another one took its place')]);
    expect(await keys(backend)).toEqual(stored);
    expect(await keys(await reopen())).toEqual(stored);
  });

  test('and no other can start: reads go on', async () => {
    const { backend, reopen } = await open({ faults: [fault('commit', 2, { type: 'die' }), fault('open', 1, code.ioError, 2)] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('unavailable, stored: unknown');
    expect(await create(backend, 'c')).toBe('unavailable, stored: no');
    await expect(backend.ready()).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    expect(await keys(backend)).toEqual(['a']);
    expect(await keys(await reopen())).toEqual(['a']);
  });

  test('while it is not needed: the next write is stored by another one, or refused', async () => {
    const { backend } = await open({ faults: [fault('compact', 1, { type: 'die' })] });
    expect(await create(backend, 'a')).toBe('ok');
    await expect(backend.compact(2)).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    expect(await create(backend, 'b')).toBe('ok');
    await backend.ready();
  });

  test('at once: writes wait for another one', async () => {
    const { backend } = await open({ faults: [fault('open', 1, { type: 'die' })] });
    const first = await create(backend, 'a');
    expect(['ok', 'unavailable, stored: no']).toContain(first);
    expect(await create(backend, 'b')).toBe('ok');
    await backend.ready();
  });
});

describe('a full disk', () => {
  test('under many writers: what is shown, what is acknowledged and what is stored are one and the same', async () => {
    const { backend, reopen } = await open({ maxPages: 30 });
    const acknowledged: number[] = [];
    const refused: string[] = [];
    const writer = async (name: string): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        const write = backend.put(`${name}/${i}`, () => new Uint8Array(2048), 0);
        const what = await fate(write);
        if (what === 'ok') acknowledged.push(((await write) as { entry: Entry }).entry.modRevision);
        else refused.push(what);
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, i) => writer(`writer-${i}`)));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set(['unavailable, stored: no']));
    acknowledged.sort((a, b) => a - b);
    const revisionsOf = async (store: Backend): Promise<number[]> =>
      (await changes(store)).map((change) => (change.type === 'PUT' ? change.entry.modRevision : 0));
    expect(await revisionsOf(backend)).toEqual(acknowledged);
    await expect(backend.ready()).rejects.toThrow('the write was not stored: database or disk is full');
    const stored = await keys(backend);
    const again = await reopen();
    expect(await keys(again)).toEqual(stored);
    expect(await revisionsOf(again)).toEqual(acknowledged);
    expect(await create(again, 'z')).toBe('ok');
  });
});

test('a disk that fails for real, since files may not grow: the store ends up readable, and true to its word', async () => {
  const folder = await tempFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const filler = join(import.meta.dirname, '../reliability/store-filler.ts');
  // In blocks of 512 bytes: 2 MB. What exceeds it is an I/O error, not a full disk.
  const limited = ['-c', 'ulimit -f 4000; exec "$@"', 'sh', execPath, filler, folder.path];
  const { stdout } = await promisify(execFile)('sh', limited);
  const said = (what: string): string[] =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith(`${what} `))
      .map((line) => line.split(' ')[1]!);
  const uncertain = stdout
    .split('\n')
    .filter((line) => line.endsWith(' unknown'))
    .map((line) => line.split(' ')[1]!);
  expect(said('ok').length).toBeGreaterThan(50);
  expect(uncertain.length).toBeGreaterThan(0);
  expect(said('shows')).toEqual(said('ok').sort());
  expect(stdout).toContain('state the store can only be read until this is mended: disk I/O error');
  await using backend = await openEmbedded({ directory: folder.path, stamp: 'test', compactionIntervalMs: 0 });
  const stored = await keys(backend);
  expect(stored).toEqual(expect.arrayContaining(said('ok')));
  expect([...said('ok'), ...uncertain]).toEqual(expect.arrayContaining(stored));
  expect(await create(backend, 'more')).toBe('ok');
});

describe('the file is locked by somebody else', () => {
  test('for a moment: writes wait', async () => {
    const { backend, directory } = await open();
    expect(await create(backend, 'a')).toBe('ok');
    const somebody = new DatabaseSync(join(directory, 'store.db'));
    somebody.exec('BEGIN IMMEDIATE');
    const waiting = create(backend, 'b');
    await backend.get('a');
    somebody.exec('ROLLBACK');
    somebody.close();
    expect(await waiting).toBe('ok');
  });
});

describe('a commit under way', () => {
  test('is waited for by whoever loses against it, and by whoever closes', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const { backend, reopen } = await open({ faults: [fault('commit', 1, { type: 'wait', gate })] });
    const first = create(backend, 'a');
    const second = create(backend, 'a');
    const third = create(backend, 'b');
    const closing = reopen();
    expect(await Promise.race([first, second, third, closing, Promise.resolve('nothing yet')])).toBe('nothing yet');
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(await Promise.all([first, second, third])).toEqual(['ok', 'lost', 'ok']);
    expect(await keys(await closing)).toEqual(['a', 'b']);
  });
});

describe('a compaction', () => {
  /** Key `a` again and again, and `b` created and deleted. Returns the last revision. */
  async function churn(backend: Backend): Promise<number> {
    let a = await backend.put('a', seal('0'), 0);
    for (let i = 1; i < 10; i++) {
      a = await backend.put('a', seal(`${i}`), a.ok ? a.entry.modRevision : 0);
      const b = await backend.put('b', seal(`${i}`), 0);
      if (b.ok) await backend.delete('b', b.entry.modRevision);
    }
    return await backend.currentRevision();
  }

  function rows(directory: string): unknown[] {
    const db = new DatabaseSync(join(directory, 'store.db'), { readOnly: true });
    const found = db.prepare('SELECT key, revision FROM history ORDER BY revision').all();
    db.close();
    return found.map((row) => ({ ...row }));
  }

  test('leaves one row per key', async () => {
    const { backend, directory, reopen } = await open({ limits: { compactionChunkRevisions: 3 } });
    const last = await churn(backend);
    await backend.compact(last);
    const { entry } = await backend.get('a');
    expect(rows(directory)).toEqual([{ key: 'a', revision: entry?.modRevision }]);
    const again = await reopen();
    expect(await again.get('a')).toMatchObject({ revision: last, entry: { modRevision: entry?.modRevision } });
    expect(again.compactedRevision()).toBe(last);
  });

  test('that is interrupted leaves a store that is compacted as far as it came', async () => {
    const { backend, reopen } = await open({ limits: { compactionChunkRevisions: 5 }, faults: [fault('compact', 3, { type: 'die' })] });
    const last = await churn(backend);
    const expected = await changes(backend);
    await expect(backend.compact(last)).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    const again = await reopen();
    expect(again.compactedRevision()).toBe(10);
    expect(await changes(again)).toEqual(
      expected.filter((change) => (change.type === 'PUT' ? change.entry.modRevision : change.modRevision) > 10),
    );
    await again.compact(last);
    expect(again.compactedRevision()).toBe(last);
  });

  test.for([
    ['no room', code.full],
    ['the disk fails', code.ioError],
  ] as const)('that fails, %s, does so alone: writes go on, and so does the next compaction', async ([, result]) => {
    const { backend, directory } = await open({ faults: [fault('compact', 1, result)] });
    const last = await churn(backend);
    await expect(backend.compact(last - 3)).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    expect(await create(backend, 'c')).toBe('ok');
    await backend.compact(last);
    expect(rows(directory)).toHaveLength(2);
  });

  test('lets commits through between its pieces', async () => {
    const { backend } = await open({ limits: { compactionChunkRevisions: 1 } });
    const last = await churn(backend);
    let compacted = false;
    const compacting = backend.compact(last).then(() => (compacted = true));
    expect(await create(backend, 'c')).toBe('ok');
    expect(compacted).toBe(false);
    await compacting;
  });
});

describe('history on disk', () => {
  test('that cannot be read is an error that says so, and is read again', async () => {
    const { backend } = await open({ limits: { historyBytes: 0 }, faults: [fault('read', 1, code.ioError)] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('ok');
    await expect(backend.get('a', { revision: 2 })).rejects.toMatchObject({ failure: { code: 'unavailable' } });
    expect((await backend.get('a', { revision: 2 })).entry?.modRevision).toBe(2);
  });

  test('is not waited for by a caller that has gone', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const { backend } = await open({ limits: { historyBytes: 0 }, faults: [fault('read', 1, { type: 'wait', gate })] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('ok');
    const abort = new AbortController();
    const reading = backend.range('', { revision: 2, signal: abort.signal });
    const watching = (async () => {
      for await (const _ of backend.changes('', { after: 0, signal: abort.signal })) expect.unreachable();
    })();
    abort.abort(new Error('gone'));
    await expect(reading).rejects.toThrow('gone');
    await watching;
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect((await backend.range('', { revision: 2 })).entries).toHaveLength(1);
  });

  test('is refused when compaction overtakes the question', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const { backend } = await open({ limits: { historyBytes: 0 }, faults: [fault('read', 1, { type: 'wait', gate })] });
    expect(await create(backend, 'a')).toBe('ok');
    expect(await create(backend, 'b')).toBe('ok');
    const reading = backend.get('a', { revision: 2 }).catch((error: unknown) => backendFailure(error)?.code);
    await backend.compact(3);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    expect(await reading).toBe('compacted');
  });
});
