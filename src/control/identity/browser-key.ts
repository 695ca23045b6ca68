import { COOKIES, readCookie, setCookie } from './cookies.js';
import { isToken, newToken, type Random } from './tokens.js';
import type { Visit } from './visit.js';

/** What binds a sign-in that has begun to the browser that began it. */
export interface BrowserKey {
  readonly key: string;
  readonly setCookies: readonly string[];
}

/** The browser's key, if it has one. */
export function browserKey({ cookies, origin }: Visit): string | undefined {
  const key = readCookie(cookies, COOKIES.signIn, origin);
  return key !== undefined && isToken(key) ? key : undefined;
}

export function newBrowserKey({ origin }: Visit, random: Random, lifetime: number): BrowserKey {
  const key = newToken(random);
  return { key, setCookies: [setCookie(COOKIES.signIn, key, origin, lifetime / 1000)] };
}

/** The one it has, for longer, so that two tabs may sign in at once; a new one otherwise. */
export function keptBrowserKey(visit: Visit, random: Random, lifetime: number): BrowserKey {
  const key = browserKey(visit);
  if (key === undefined) return newBrowserKey(visit, random, lifetime);
  return { key, setCookies: [setCookie(COOKIES.signIn, key, visit.origin, lifetime / 1000)] };
}
