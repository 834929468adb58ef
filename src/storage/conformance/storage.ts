// What every Storage has to do, plain or cached, whatever it stands on. The suite brings the kind that it stores:
//
//     for (const one of storageConformance({ capabilities, open })) test(one.name, one.run);
import { randomUUID } from 'node:crypto';
import { realEnvironment } from '../../base/environment.ts';
import type { ConformanceCase } from './case.ts';
import { ManualClock } from './manual-clock.ts';
import type { OpenedStorage, StorageCapabilities, StorageCase, StorageSetup } from './storage/case.ts';
import { deleteCases } from './storage/deletes.ts';
import { historyCases } from './storage/histories.ts';
import { listCases } from './storage/lists.ts';
import { pagingCases } from './storage/paging.ts';
import { readCases } from './storage/reads.ts';
import { updateCases } from './storage/updates.ts';
import { watchCases } from './storage/watches.ts';
import { watchListCases } from './storage/watch-lists.ts';
import { widgetCodec, type Widget } from './storage/widget.ts';
import { writeCases } from './storage/writes.ts';

export type { OpenedStorage, StorageCapabilities, StorageSetup, Widget };

export interface StorageConformanceOptions {
  /** A storage for the kind in `setup`. Called once per case; each is disposed at its end. */
  readonly open: (setup: StorageSetup<Widget>) => Promise<OpenedStorage<Widget>>;
  /** What `open` will give. A case that needs more is skipped, and says so. */
  readonly capabilities: StorageCapabilities;
  /** How many random histories are tried, and from which seed on. Default: 3, from 1. */
  readonly histories?: { readonly count: number; readonly seed: number } | undefined;
}

export function storageConformance(options: StorageConformanceOptions): readonly ConformanceCase[] {
  const cases = [
    ...writeCases,
    ...updateCases,
    ...deleteCases,
    ...readCases,
    ...listCases,
    ...pagingCases,
    ...watchCases,
    ...watchListCases,
    ...historyCases(options.histories ?? { count: 3, seed: 1 }),
  ];
  return cases.map((one) => ({ name: one.name, skip: missing(one, options), run: () => runCase(one, options) }));
}

function missing({ needs }: StorageCase, { capabilities }: StorageConformanceOptions): string | undefined {
  const lacking = needs.filter((need) => !capabilities[need]);
  return lacking.length === 0 ? undefined : `the storage lacks ${lacking.join(' and ')}`;
}

async function runCase({ manualTime, run }: StorageCase, { open }: StorageConformanceOptions): Promise<void> {
  const clock = new ManualClock();
  const environment = manualTime ? clock : realEnvironment;
  await using opened = await open({ codec: widgetCodec, namespaced: true, resourcePrefix: `widgets-${randomUUID()}`, environment });
  await run({
    clock,
    storage: opened.storage,
    compact: (revision) => opened.compact(revision),
    writeElsewhere: () => opened.writeElsewhere(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}
