import { GatewayError } from '../../errors.js';
import type { Actor } from './actor.js';

/**
 * Whoever changes how they sign in must have proved who they are a short while ago: a page left open is not enough. Throws
 * POLICY_STEP_UP.
 */
export function requireRecent({ authentication: { at } }: Actor, now: number, within: number): void {
  if (now - at <= within) return;
  const minutes = Math.floor(within / 60_000);
  throw new GatewayError(
    'POLICY_STEP_UP',
    {},
    { detail: `sign in again; the last time is more than ${minutes} minutes ago` },
  );
}
