// What a suite declares once for each etcd that is to be had.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findEtcd, startEtcd, type EtcdProgram, type EtcdRelease, type EtcdServer } from './etcd.ts';
import { unavailable } from './skip.ts';

export interface EtcdSuite {
  readonly title: string;
  readonly program: EtcdProgram;
  /** Of this suite alone. */
  readonly url: () => string;
}

/** Without the stable release a test says so, and fails under CI=true. The newest is there where the oracle was built. */
export async function describeEtcd(
  variants: Readonly<Record<EtcdRelease, readonly string[]>>,
  define: (suite: EtcdSuite, variant: string) => void,
): Promise<void> {
  for (const release of ['stable', 'newest'] as const) {
    const program = await findEtcd(release);
    if ('path' in program) for (const variant of variants[release]) describeOne(program, variant, define);
    else if (release === 'stable') test('etcd', (context) => unavailable(context, program.missing));
  }
}

/** Suites on servers of their own need not wait for each other; the cases of one do. */
function describeOne(program: EtcdProgram, variant: string, define: (suite: EtcdSuite, variant: string) => void): void {
  const title = `etcd ${program.version}${variant === '' ? '' : `, ${variant}`}`;
  describe.concurrent(title, () => {
    describe('alone', { concurrent: false }, () => {
      let server: EtcdServer;
      beforeAll(async () => {
        server = await startEtcd({ program });
      });
      afterAll(() => server[Symbol.asyncDispose]());
      define({ title, program, url: () => server.url }, variant);
    });
  });
}
