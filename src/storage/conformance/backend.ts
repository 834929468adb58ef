// What every Backend has to do, whatever it stores its bytes in. Stores may be shared: every case keeps to a prefix of
// its own, and assumes nothing about the revision it finds.
import assert from 'node:assert/strict';
import type { Backend, BackendCapabilities } from '../backend.ts';
import { changeCases } from './backend/changes.ts';
import { compactionCases } from './backend/compaction.ts';
import { durabilityCases } from './backend/durability.ts';
import { historyCases } from './backend/histories.ts';
import { readCases } from './backend/reads.ts';
import type { BackendCase, Needs, Store } from './backend/store.ts';
import { ttlCases } from './backend/ttl.ts';
import { writeCases } from './backend/writes.ts';
import type { ConformanceCase } from './case.ts';

export interface BackendConformanceOptions {
  /** A store to write into. Called once per case; each is disposed at its end. */
  readonly open: () => Promise<OpenedBackend>;
  /** What `open` will give. A case that needs more is skipped, and says so. */
  readonly capabilities: BackendCapabilities & {
    /** What was acknowledged is there after `reopen`. */
    readonly durable: boolean;
  };
  /** How many random histories are tried, and from which seed on. Default: 3, from 1. */
  readonly histories?: { readonly count: number; readonly seed: number } | undefined;
}

export interface OpenedBackend {
  readonly backend: Backend;
  /** Opens the same data again, after the backend was disposed. Given by what is durable. */
  readonly reopen?: () => Promise<Backend>;
}

export function backendConformance(options: BackendConformanceOptions): readonly ConformanceCase[] {
  const { count, seed } = options.histories ?? { count: 3, seed: 1 };
  const cases = [
    capabilitiesCase(options),
    ...writeCases,
    ...readCases,
    ...changeCases,
    ...compactionCases,
    ...durabilityCases,
    ...ttlCases,
    ...historyCases({ count, seed }),
  ];
  return cases.map((one, index) => ({ name: one.name, skip: missing(one.needs, options), run: () => runCase(one, index, options) }));
}

function capabilitiesCase({ capabilities }: BackendConformanceOptions): BackendCase {
  const { durable: _, ...declared } = capabilities;
  return {
    name: 'declares the capabilities it has',
    needs: [],
    run: async ({ backend }) => assert.deepEqual(backend.capabilities, declared),
  };
}

function missing(needs: readonly Needs[], { capabilities }: BackendConformanceOptions): string | undefined {
  const lacking = needs.filter((need) => !capabilities[need]);
  return lacking.length === 0 ? undefined : `the backend lacks ${lacking.join(' and ')}`;
}

async function runCase({ run }: BackendCase, index: number, { open }: BackendConformanceOptions): Promise<void> {
  const opened = await open();
  let backend = opened.backend;
  const store: Store = {
    prefix: `/conformance/${index}-${crypto.randomUUID()}/`,
    get backend() {
      return backend;
    },
    reopen: async () => {
      assert(opened.reopen !== undefined, 'a durable backend is given with what reopens it');
      await backend[Symbol.asyncDispose]();
      backend = await opened.reopen();
    },
  };
  try {
    await run(store);
  } finally {
    await backend[Symbol.asyncDispose]();
  }
}
