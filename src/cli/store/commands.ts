import type { Command } from 'commander';
import { reporting } from '../report.js';
import { addStoreFlags } from './settings.js';

/** `sluice store …`. */
export function addStoreCommands(program: Command): void {
  const store = program.command('store').description("take care of the gateway's store; docs/operations.md says how");

  addStoreFlags(store.command('backup'))
    .description('write everything in the store to a file; secrets stay sealed. The gateway may go on')
    .requiredOption('--out <file>', 'file to write, compressed when its name ends in .gz')
    .action((flags) => reporting(async () => (await import('./backup.js')).runBackup(flags)));

  addStoreFlags(store.command('restore'))
    .description('fill a new store, of either kind, with a backup')
    .argument('<file>', 'backup')
    .action((file, flags) => reporting(async () => (await import('./restore.js')).runRestore(file, flags)));

  addStoreFlags(store.command('rotate-key'))
    .description('make a new key and seal all secrets with it. The gateway may go on')
    .option('--drop-old', 'make no new key; throw the former ones away once nothing needs them')
    .action((flags) => reporting(async () => (await import('./rotate-key.js')).runRotateKey(flags)));

  addStoreFlags(store.command('check'))
    .description('look whether the store is sound and its secrets open')
    .action((flags) => reporting(async () => (await import('./check.js')).runCheck(flags)));
}
