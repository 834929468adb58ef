// The `kapibara` command.
import { Command, CommanderError } from 'commander';
import { release } from '../server/release.ts';
import { backupCommand } from './backup.ts';
import { restoreCommand } from './restore.ts';
import { runServe } from './serve.ts';
import { serveCommand } from './flags.ts';

/** Resolves when the command is done; rejects with what went wrong, whose message is one line for the user. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('kapibara')
    .description('The Kubernetes API server for Node.js.')
    .version(`${release.product} (Kubernetes ${release.kubernetes})`, '--version')
    .showHelpAfterError('(kapibara serve --help lists the flags)')
    .addCommand(serveCommand(runServe), { isDefault: true })
    .addCommand(backupCommand())
    .addCommand(restoreCommand());
  await program.parseAsync(args, { from: 'user' });
}

export { CommanderError };
