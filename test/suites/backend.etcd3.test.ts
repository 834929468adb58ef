// The published backend suite over real etcd: what Debian carries, and the oracle's where it was built.
import type { Backend } from '../../src/storage/backend.ts';
import { openEtcd3 } from '../../src/storage/backends/etcd3/open.ts';
import { backendConformance } from '../../src/storage/conformance/backend.ts';
import { declareCases } from '../support/declare-cases.ts';
import { describeEtcd } from '../support/describe-etcd.ts';

await describeEtcd({ stable: [''], newest: [''] }, ({ title, program, url }) => {
  const open = (): Promise<Backend> => openEtcd3({ servers: [url()], compactionIntervalMs: 0 });
  declareCases(
    title,
    backendConformance({
      capabilities: { readAtRevision: true, progress: program.answersProgress, ttl: true, durable: true },
      open: async () => ({ backend: await open(), reopen: open }),
    }),
  );
});
