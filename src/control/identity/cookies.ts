/** Cookies of sign-in. `__Host-` keeps sibling domains from planting one (RFC 6265bis section 4.1.3.2); it needs HTTPS. */

const COOKIE_LIMIT = 16 * 1024;

export const COOKIES = {
  /** Key of the browser session. */
  session: 'sluice-session',
  /** Binds a sign-in that has begun to this browser. */
  signIn: 'sluice-sign-in',
  /** Says that somebody signed in from this browser before. */
  device: 'sluice-device',
} as const;

type CookieName = (typeof COOKIES)[keyof typeof COOKIES];

const isSecure = (origin: string): boolean => origin.startsWith('https:');
const fullName = (name: CookieName, origin: string): string => (isSecure(origin) ? `__Host-${name}` : name);

export function readCookie(header: string, name: CookieName, origin: string): string | undefined {
  if (header.length > COOKIE_LIMIT) return undefined;
  const start = `${fullName(name, origin)}=`;
  const found = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start));
  // Two of the same name: one was planted from elsewhere, and which is which cannot be told.
  return found.length === 1 ? found[0].slice(start.length) : undefined;
}

/**
 * Value of a Set-Cookie header. SameSite is Lax, not Strict: the way back from an identity provider and a link in a mail
 * are navigations from another site. Writes are checked by origin besides ({@link ./csrf.ts}).
 */
export function setCookie(name: CookieName, value: string, origin: string, maxAgeSeconds?: number): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.floor(maxAgeSeconds)}`;
  return `${fullName(name, origin)}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure(origin) ? '; Secure' : ''}${age}`;
}

export const clearCookie = (name: CookieName, origin: string): string => setCookie(name, '', origin, 0);
