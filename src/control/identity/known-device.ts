import type { KeyRing } from '../store/key-ring.js';
import { COOKIES, readCookie, setCookie } from './cookies.js';
import { hashToken, newToken, type Random } from './tokens.js';
import type { Visit } from './visit.js';

const BOUND = 'known-device';
const LIFETIME_SECONDS = 180 * 24 * 3600;

/**
 * A browser that somebody signed in from has a cookie that says so. Its failed attempts are counted on their own: whoever
 * guesses at an account from elsewhere locks out themselves, and not the owner.
 */
export function knownDevice(visit: Visit, user: string, keys: KeyRing): string | undefined {
  const cookie = readCookie(visit.cookies, COOKIES.device, visit.origin);
  if (cookie === undefined || cookie === '') return undefined;
  try {
    const [owner, device] = JSON.parse(keys.open(cookie, BOUND)) as [string, string];
    return owner === user ? `device:${hashToken(owner, device)}` : undefined;
  } catch {
    // Made up, or sealed with a key that is gone: an unknown device.
    return undefined;
  }
}

export const knownDeviceCookie = ({ origin }: Visit, user: string, keys: KeyRing, random: Random): string =>
  setCookie(COOKIES.device, keys.seal(JSON.stringify([user, newToken(random)]), BOUND), origin, LIFETIME_SECONDS);
