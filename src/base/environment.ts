// Time, randomness and ids come in through here, so that a test can own them.

/** What a server takes from the outside world besides its input. */
export interface Environment {
  /** Milliseconds since 1970, as Date.now. */
  now(): number;
  /** A uniformly random integer in [0, below). */
  random(below: number): number;
  /** A random UUID (version 4). */
  uuid(): string;
  /** Calls `run` once after `ms` milliseconds; the returned function cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

/** The real world. */
export const realEnvironment: Environment = {
  now: () => Date.now(),
  // For suffixes and jitter, not for secrets.
  random: (below) => Math.floor(Math.random() * below),
  uuid: () => crypto.randomUUID(),
  after(ms, run) {
    const timer: unknown = setTimeout(run, ms);
    (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as number);
  },
};
