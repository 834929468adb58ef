// Backups of a data directory: its objects, not its certificates.
import { resolve } from 'node:path';
import { realEnvironment, type Environment } from '../base/environment.ts';
import { backupStore, type BackupContents } from '../storage/backends/embedded/backup.ts';
import { restoreStore, type Restored } from '../storage/backends/embedded/restore.ts';

export interface BackupOptions {
  readonly dataDir: string;
  /** Where the backup is, or is to be. */
  readonly file: string;
  readonly environment?: Environment | undefined;
}

export interface RestoreOptions extends BackupOptions {
  /** Replace a store that is there, and keep it under another name. */
  readonly force?: boolean | undefined;
}

/** A server may be running on the directory. Throws an error whose message is one line. */
export function backup({ dataDir, file, environment = realEnvironment }: BackupOptions): BackupContents & { readonly bytes: number } {
  return backupStore({ directory: resolve(dataDir), file: resolve(file), now: seconds(environment) });
}

/** No server may be running on the directory. Throws an error whose message is one line. */
export function restore({ dataDir, file, force = false, environment = realEnvironment }: RestoreOptions): Restored {
  return restoreStore({ directory: resolve(dataDir), file: resolve(file), replace: force, now: seconds(environment) });
}

const seconds = (environment: Environment): number => Math.floor(environment.now() / 1000);
