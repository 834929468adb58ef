// The published backend suite over real etcd: what Debian carries, and the oracle's where it was built.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openEtcd3 } from '../../src/storage/backends/etcd3/open.ts';
import type { Backend } from '../../src/storage/backend.ts';
import { backendConformance } from '../../src/storage/conformance/backend.ts';
import { declareCases } from '../support/declare-cases.ts';
import { etcdPrograms, startEtcd, type EtcdServer } from '../support/etcd.ts';
import { unavailable } from '../support/skip.ts';

for (const { release, found } of await etcdPrograms()) {
  if ('missing' in found) {
    if (release === 'stable') test('etcd', (context) => unavailable(context, found.missing));
    continue;
  }
  const title = `etcd ${found.version}`;
  describe(title, () => {
    let server: EtcdServer;
    beforeAll(async () => {
      server = await startEtcd({ program: found });
    });
    afterAll(() => server[Symbol.asyncDispose]());
    const open = (): Promise<Backend> => openEtcd3({ servers: [server.url], compactionIntervalMs: 0 });
    declareCases(
      title,
      backendConformance({
        capabilities: { readAtRevision: true, progress: found.answersProgress, ttl: true, durable: true },
        open: async () => ({ backend: await open(), reopen: open }),
      }),
    );
  });
}
