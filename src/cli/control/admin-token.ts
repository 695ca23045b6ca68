import { MAX_ADMIN_TOKEN_MS, makeAdminToken } from '../../control/access/admin-token.js';
import { storeKeys } from '../../control/store/configured.js';
import { GatewayError } from '../../errors.js';
import { type StoreFlags, storeConfig } from '../store/settings.js';

/** `sluice admin token`: whoever can read the store's key administers the gateway. */
export async function runAdminToken(flags: StoreFlags & { readonly for: number }): Promise<void> {
  if (flags.for <= 0 || MAX_ADMIN_TOKEN_MS < flags.for) {
    throw new GatewayError('USAGE', {}, { detail: '--for is at most 60m' });
  }
  const keys = storeKeys(await storeConfig(flags), false);
  process.stdout.write(`${makeAdminToken(keys, Date.now() + flags.for)}\n`);
}
