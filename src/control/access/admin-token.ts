import { GatewayError } from '../../errors.js';
import type { KeyRing } from '../store/key-ring.js';
import type { Caller } from './caller.js';

/**
 * Whoever can read the store's key owns what is in the store; so they may also administer the gateway, without an account:
 * a fresh install is set up by script in this way. The token is sealed with that key and needs no place in the store.
 */
const PREFIX = 'sluice-local_';
const BOUND = 'admin-token';

/** No such token is valid for longer, whatever it says. */
export const MAX_ADMIN_TOKEN_MS = 60 * 60_000;

/** No user can be called so: names have no colon. */
const USER = 'local:administrator';

export const isAdminToken = (token: string): boolean => token.startsWith(PREFIX);

export const makeAdminToken = (keys: KeyRing, until: number): string =>
  PREFIX + keys.seal(JSON.stringify({ until }), BOUND);

/** Throws SIGN_IN_REQUIRED. */
export function readAdminToken(
  token: string,
  { keys, now, remote }: { readonly keys: KeyRing; readonly now: number; readonly remote: string },
): Caller {
  const until = readUntil(token, keys);
  if (until <= now || now + MAX_ADMIN_TOKEN_MS < until) throw refused();
  return {
    user: USER,
    displayName: 'Local administrator',
    groups: [],
    roles: ['Administrator'],
    session: 'token:local',
    authentication: { provider: 'key', at: now, methods: [], multiFactor: false },
    remote,
    token: { id: 'local', limit: 'Administrator' },
  };
}

function readUntil(token: string, keys: KeyRing): number {
  try {
    return (JSON.parse(keys.open(token.slice(PREFIX.length), BOUND)) as { until: number }).until;
  } catch (cause) {
    throw refused(cause);
  }
}

const refused = (cause?: unknown): GatewayError =>
  new GatewayError('SIGN_IN_REQUIRED', {}, { cause, detail: 'token is not valid' });
