import { keyFileOf, openConfiguredStore } from '../../control/store/configured.js';
import { newKey, readKeyFile, writeKeyFile } from '../../control/store/key-file.js';
import { resealStore } from '../../control/store/rotate.js';
import { GatewayError } from '../../errors.js';
import { type StoreFlags, storeConfig } from './settings.js';

/**
 * `sluice store rotate-key`. With a key file the new key goes in front of it before anything is sealed with it, and the
 * former ones stay until `--drop-old`: a gateway that was sealing something meanwhile did so with one of them. Keys that
 * are given otherwise are put in their order by whoever gives them.
 */
export async function runRotateKey(flags: StoreFlags & { readonly dropOld?: boolean }): Promise<void> {
  const config = await storeConfig(flags);
  const file = config.store.key === undefined ? keyFileOf(config) : undefined;
  if (file === undefined && flags.dropOld) throw usage('take the former keys out of store.key yourself');
  const store = await openConfiguredStore(config);
  try {
    if (file !== undefined && !flags.dropOld) writeKeyFile(file, [newKey(), ...readKeyFile(file)]);
    const [first] = store.keys.ids;
    const count = await resealStore(store);
    if (store.keys.ids[0] !== first) throw usage('another rotation began meanwhile');
    if (file !== undefined && flags.dropOld) writeKeyFile(file, readKeyFile(file).slice(0, 1));
    process.stdout.write(`${count} secrets sealed anew with the key ${first}\n`);
  } finally {
    await store.close();
  }
}

const usage = (detail: string): GatewayError => new GatewayError('USAGE', {}, { detail });
