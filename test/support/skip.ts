// What becomes of a test that cannot run here: skipped, with the reason; a failure where everything is promised to be there.

import { env } from 'node:process';

/** The part of vitest's test context that is needed to skip. */
export interface Skippable {
  skip(note?: string): never;
}

/** Ends the running test: something it needs is not to be had. */
export function unavailable(context: Skippable, reason: string): never {
  if (env['CI'] === 'true') throw new Error(`this test must run under CI=true, but ${reason}`);
  return context.skip(reason);
}
