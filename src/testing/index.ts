// What test suites import from 'kapibara/testing'.
import { startServer, type Server } from '../server/create-server.ts';
import type { ServerOptions } from '../server/options.ts';

export type { Server, ServerOptions };

/**
 * A server in memory on a free port that checks its own invariants: every decoded object is frozen, and shared bytes are
 * compared with their checksum. Slower than a real one. `await using server = await startTestServer()`.
 */
export function startTestServer(options: ServerOptions = {}): Promise<Server> {
  return startServer({ storage: 'memory', verify: true, ...options });
}
