import type { Command } from 'commander';
import { loadConfig } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import { GatewayError } from '../../errors.js';
import { readHidden } from '../password.js';

export interface StoreFlags {
  readonly config?: string;
  readonly set: readonly string[];
  readonly askStoreKey?: boolean;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** The options by which a command finds the store. */
export const addStoreFlags = (command: Command): Command =>
  addStoreKeyFlag(command)
    .option('--config <file>', 'JSON file, see docs/config.md')
    .option('--set <key=value>', 'one setting, such as data=/var/lib/sluice', collect, []);

export const addStoreKeyFlag = (command: Command): Command =>
  command.option('--ask-store-key', "ask for the store's keys, instead of store.key or store.keyFile");

export const storeConfig = async (flags: StoreFlags): Promise<Config> =>
  loadConfig({
    file: flags.config,
    env: process.env,
    set: flags.set,
    options: flags.askStoreKey ? { store: { key: await askStoreKey() } } : {},
  });

/** The keys as somebody types them, without showing them. */
export async function askStoreKey(): Promise<string> {
  if (!process.stdin.isTTY) throw new GatewayError('USAGE', {}, { detail: '--ask-store-key needs a terminal' });
  return readHidden(process.stdin, 'Keys of the store: ', process.stderr);
}
