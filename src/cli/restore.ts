// `kapibara restore`: makes a backup the store of a data directory.
import { Command } from 'commander';
import { dataDirOption } from './flags.ts';

export function restoreCommand(): Command {
  return new Command('restore')
    .description('make the store of a data directory out of a backup; no server may be running on it')
    .addOption(dataDirOption())
    .option('--force', 'replace the store that is there; it is kept under another name')
    .argument('<file>', 'what kapibara backup made')
    .action(async (file: string, { dataDir, force }: { readonly dataDir: string; readonly force?: boolean }) => {
      const { restore } = await import('../server/backup.ts');
      const { objects, revision, compacted, replaced } = restore({ dataDir, file, force });
      process.stdout.write(
        [
          `Restored ${objects} objects, as they were at revision ${revision}, into ${dataDir}.`,
          `Revisions go on after ${compacted}: clients of the old server list anew.`,
          ...(replaced === undefined ? [] : [`What was there before is now ${replaced}.`]),
          '',
        ].join('\n'),
      );
    });
}
