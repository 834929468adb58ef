// The command's log: JSON lines on standard error.
import { pino } from 'pino';
import type { Logger } from '../base/log.ts';

const levels = ['warn', 'warn', 'info', 'info'] as const;

/** `verbosity` as kube-apiserver's -v: 0 warnings and errors, 2 information, 4 and more everything. */
export function createLogger(verbosity: number): Logger {
  return pino(
    { level: levels[verbosity] ?? 'debug', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
