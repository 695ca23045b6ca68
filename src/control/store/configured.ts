/** The store that the configuration describes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema.js';
import type { Logger } from '../../logger.js';
import { keysFromFile, keysFromText } from './key-file.js';
import type { KeyRing } from './key-ring.js';
import { openStore } from './open.js';
import type { Store } from './store.js';

export type StoreConfig = Pick<Config, 'data' | 'store'>;

/** Where it is: at an address, or in a file of the data folder. */
export const storePlace = ({ data, store }: StoreConfig): { readonly url: string } | { readonly file: string } =>
  store.url === undefined ? { file: join(data, 'store.db') } : { url: store.url };

export const keyFileOf = ({ data, store }: StoreConfig): string => store.keyFile ?? join(data, 'store.key');

/**
 * The keys as they are given, or those of the key file, which is made for a store that is new. A file of keys that was
 * named, or that a store is there for, is not made: the store would not open with it.
 */
export function storeKeys(config: StoreConfig, mayMake = isNew(config)): KeyRing {
  const { key, keyFile } = config.store;
  return key !== undefined ? keysFromText(key) : keysFromFile(keyFileOf(config), mayMake && keyFile === undefined);
}

/** Of a database this is not known before it is open, and then the keys are checked. */
function isNew(config: StoreConfig): boolean {
  const place = storePlace(config);
  return 'url' in place || !existsSync(place.file);
}

/** Opens the configured store; see {@link openStore}. */
export const openConfiguredStore = (config: StoreConfig, logger?: Logger): Promise<Store> =>
  openStore({ ...storePlace(config), keys: storeKeys(config), logger });
