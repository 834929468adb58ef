// Any sequence of calls, against a model that a child could check: a list of changes, and a floor. Reads of the past, pages,
// readers that start anywhere, compactions and restarts, on memory and on embedded with hardly any memory of the past.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareKeys } from '../../src/base/key-order.ts';
import type { Backend, Entry } from '../../src/storage/backend.ts';
import { backendFailure } from '../../src/storage/backend-error.ts';
import { openEmbedded } from '../../src/storage/backends/embedded/open.ts';
import { openEtcd3 } from '../../src/storage/backends/etcd3/open.ts';
import { openMemory } from '../../src/storage/backends/memory/memory.ts';
import { assertWellFormed, changeRevision, Follower, plain } from '../../src/storage/conformance/backend/store.ts';
import { findEtcd, startEtcd } from '../support/etcd.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Step {
  readonly revision: number;
  readonly key: string;
  readonly content: string | undefined;
  readonly created: number;
}

class Model {
  readonly steps: Step[] = [];
  compacted = 0;
  revision = 1;

  at(revision: number, prefix = ''): Step[] {
    const state = new Map<string, Step>();
    for (const step of this.steps.filter((one) => one.revision <= revision)) {
      if (step.content === undefined) state.delete(step.key);
      else state.set(step.key, step);
    }
    return [...state.values()].filter((step) => step.key.startsWith(prefix)).sort((a, b) => compareKeys(a.key, b.key));
  }

  get(key: string): Step | undefined {
    return this.at(this.revision).find((step) => step.key === key);
  }

  record(key: string, content: string | undefined, revision: number): void {
    this.steps.push({ revision, key, content, created: this.get(key)?.created ?? revision });
    this.revision = revision;
  }

  /** A revision somewhere between the floor and a little beyond now. */
  pick(share: number): number {
    const from = Math.max(1, this.compacted - 2);
    return from + Math.floor(share * (this.revision + 2 - from));
  }

  /** How a read at a revision is refused, if it is. */
  refusal(revision: number): string | undefined {
    return revision > this.revision ? 'future' : revision < this.compacted ? 'compacted' : undefined;
  }
}

interface Real {
  backend: Backend;
  readonly reopen: (() => Promise<Backend>) | undefined;
  readonly followers: { follower: Follower; under: string; after: number }[];
}

type Command = fc.AsyncCommand<Model, Real>;

function command(name: string, run: (model: Model, real: Real) => Promise<void>, check: (model: Model) => boolean = () => true): Command {
  return { check, run, toString: () => name };
}

const key = fc.constantFrom('a', 'a/b', 'a/b/c', 'ab', 'b', '\u{e000}', '\u{1f600}');
const prefix = fc.constantFrom('', 'a', 'a/', 'b', '\u{1f600}');
const share = fc.double({ min: 0, max: 1, noNaN: true });

const shown = (entries: readonly Entry[]): unknown[] => entries.map(plain);
const expected = (steps: readonly Step[]): unknown[] =>
  steps.map(({ key: at, content, created, revision }) => ({ key: at, value: content, createRevision: created, modRevision: revision }));

async function attempt<T>(call: Promise<T>): Promise<T | string> {
  try {
    return await call;
  } catch (error) {
    return backendFailure(error)?.code ?? String(error);
  }
}

const commands = [
  fc.tuple(key, fc.string({ maxLength: 30 }), fc.boolean()).map(([at, content, stale]) =>
    command(`put ${at}${stale ? ' expecting nonsense' : ''}`, async (model, { backend }) => {
      const current = model.get(at)?.revision ?? 0;
      const outcome = await backend.put(at, () => new TextEncoder().encode(content), stale ? current + 1 : current);
      assert.deepEqual(outcome.ok, !stale);
      if (outcome.ok) model.record(at, content, outcome.entry.modRevision);
    }),
  ),
  key.map((at) =>
    command(
      `delete ${at}`,
      async (model, { backend }) => {
        const outcome = await backend.delete(at, model.get(at)!.revision);
        model.record(at, undefined, outcome.ok ? outcome.entry.modRevision : 0);
      },
      (model) => model.get(at) !== undefined,
    ),
  ),
  fc.tuple(prefix, share).map(([under, where]) =>
    command(`range ${under} at ${where}`, async (model, { backend }) => {
      const revision = model.pick(where);
      const page = await attempt(backend.range(under, { revision }));
      const state = model.at(revision, under);
      assert.deepEqual(typeof page === 'string' ? page : shown(page.entries), model.refusal(revision) ?? expected(state));
      assert.deepEqual(await attempt(backend.count(under, { revision })), model.refusal(revision) ?? state.length);
    }),
  ),
  fc.tuple(prefix, fc.integer({ min: 1, max: 3 }), fc.boolean()).map(([under, limit, old]) =>
    command(`page ${under} by ${limit}`, async (model, { backend }) => {
      const revision = old ? Math.max(1, model.compacted) : model.revision;
      const found: Entry[] = [];
      for (let more = true; more;) {
        const page = await backend.range(under, { limit, revision, after: found.at(-1)?.key });
        found.push(...page.entries);
        more = page.more;
        assert.deepEqual(found.length + (page.remaining ?? 0), model.at(revision, under).length);
      }
      assert.deepEqual(shown(found), expected(model.at(revision, under)));
    }),
  ),
  fc.tuple(key, share).map(([at, where]) =>
    command(`get ${at} at ${where}`, async (model, { backend }) => {
      const revision = model.pick(where);
      const read = await attempt(backend.get(at, { revision }));
      const step = model.at(revision).filter((one) => one.key === at);
      assert.deepEqual(
        typeof read === 'string' ? read : shown(read.entry === undefined ? [] : [read.entry]),
        model.refusal(revision) ?? expected(step),
      );
    }),
  ),
  fc.tuple(prefix, share).map(([under, where]) =>
    command(`follow ${under} from ${where}`, async (model, { backend, followers }) => {
      const after = Math.max(model.compacted, model.pick(where));
      followers.push({ follower: new Follower(backend, under, after), under, after });
    }),
  ),
  share.map((where) =>
    command(`compact at ${where}`, async (model, real) => {
      const { backend } = real;
      await stopFollowers(model, real);
      const revision = model.pick(where);
      assert.deepEqual(await attempt(backend.compact(revision)), revision > model.revision ? 'future' : undefined);
      if (revision <= model.revision) model.compacted = Math.max(model.compacted, revision);
      assert.deepEqual(backend.compactedRevision(), model.compacted);
    }),
  ),
  fc.constant(
    command('reopen', async (model, real) => {
      await stopFollowers(model, real);
      if (real.reopen === undefined) return;
      await real.backend[Symbol.asyncDispose]();
      real.backend = await real.reopen();
      assert.deepEqual(await real.backend.currentRevision(), model.revision);
      // Below the first revision there is nothing, so a compaction there leaves no trace.
      assert.deepEqual(Math.max(real.backend.compactedRevision(), 1), Math.max(model.compacted, 1));
    }),
  ),
];

/** Every reader was given all there is since it began. */
async function checkFollowers(model: Model, { backend, followers }: Real): Promise<void> {
  for (const { follower, under, after } of followers) {
    backend.requestProgress();
    await follower.reaches(model.revision);
    const steps = model.steps.filter((step) => step.revision > after && step.key.startsWith(under));
    assert.deepEqual(
      follower.changes.map(changeRevision),
      steps.map((step) => step.revision),
    );
    assertWellFormed(follower.batches, after);
  }
}

async function stopFollowers(model: Model, real: Real): Promise<void> {
  await checkFollowers(model, real);
  for (const { follower } of real.followers.splice(0)) {
    await follower.stop();
    assert.equal(follower.error, undefined);
  }
}

async function explore(runs: number, open: () => Promise<Pick<Real, 'backend' | 'reopen'>>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (sequence) => {
      const real: Real = { ...(await open()), followers: [] };
      try {
        const model = new Model();
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await stopFollowers(model, real);
      } finally {
        await real.backend[Symbol.asyncDispose]();
      }
    }),
    { numRuns: runs },
  );
}

// Readers for whom nothing happens are asked how far they are, which older releases do not say rightly.
const etcd = await findEtcd('newest');

describe('any sequence of calls is answered as the model says', () => {
  test('memory', async () => {
    await expect(
      explore(200, async () => ({
        backend: openMemory({ limits: { historyRootChanges: 3, changesPerBatch: 2 }, verify: true }),
        reopen: undefined,
      })),
    ).resolves.toBeUndefined();
  });

  test('embedded', async () => {
    const limits = { historyBytes: 1_500, historyRootChanges: 3, historyPageBytes: 50, changesPerBatch: 2, compactionChunkRevisions: 3 };
    const explored = explore(12, async () => {
      const folder = await tempFolder();
      onTestFinished(() => folder[Symbol.asyncDispose]());
      const reopen = (): Promise<Backend> =>
        openEmbedded({ directory: folder.path, stamp: 'model', compactionIntervalMs: 0, limits, verify: true });
      return { backend: await reopen(), reopen };
    });
    await expect(explored).resolves.toBeUndefined();
  });

  test.each('path' in etcd ? [etcd] : [])('etcd $version', async (program) => {
    const limits = { etcdPageEntries: 2, etcdPageBytes: 30, changesPerBatch: 2 };
    const explored = explore(6, async () => {
      const server = await startEtcd({ program });
      onTestFinished(() => server[Symbol.asyncDispose]());
      const reopen = (): Promise<Backend> => openEtcd3({ servers: [server.url], compactionIntervalMs: 0, limits });
      return { backend: await reopen(), reopen };
    });
    await expect(explored).resolves.toBeUndefined();
  });
});
