// `kapibara backup`: a copy of the store as it was at one moment, also while a server runs on it.
import { Command } from 'commander';
import { dataDirOption } from './flags.ts';

export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the objects of a data directory, at one revision, into a file; a server may be running on it')
    .addOption(dataDirOption())
    .argument('<file>', 'the backup; must not be there yet')
    .action(async (file: string, { dataDir }: { readonly dataDir: string }) => {
      const { backup } = await import('../server/backup.ts');
      const { objects, revision, bytes } = backup({ dataDir, file });
      process.stdout.write(`Backed up ${objects} objects at revision ${revision} to ${file} (${Math.ceil(bytes / 1024)} KiB).\n`);
    });
}
