import { hashKey, randomKey } from './random.js';
import type { Request } from './request.js';

/** Begins the name of each session's cookie; the session's id follows, so that one browser may hold several. */
const COOKIE = 'sluice-';

/** The keys that open a session again, as a cookie for pages and a bearer key for other clients. */
export class SessionKeys {
  readonly #secure: boolean;
  readonly #base: string;
  readonly #sessionOf = new Map<string, string>();

  /** `url` is where browsers find the gateway; a proxy may have put it below a path. */
  constructor(url: URL) {
    this.#secure = url.protocol === 'https:';
    this.#base = url.pathname.replace(/\/$/, '');
  }

  issue(sessionId: string): string {
    const key = randomKey();
    this.#sessionOf.set(hashKey(key), sessionId);
    return key;
  }

  /** Pages cannot read it, other sites cannot send it, and it is sent for its own session only. */
  cookie(sessionId: string, key: string): string {
    const secure = this.#secure ? '; Secure' : '';
    return `${COOKIE}${sessionId}=${key}; Path=${this.#base}/sessions/${sessionId}; HttpOnly; SameSite=Strict${secure}`;
  }

  /** Does the request hold a key of this session? */
  opens(sessionId: string, { header }: Request): boolean {
    const key = bearer(header.authorization) ?? cookieValue(header.cookie, COOKIE + sessionId);
    return key !== undefined && this.#sessionOf.get(hashKey(key)) === sessionId;
  }

  forget(sessionId: string): void {
    for (const [hash, id] of this.#sessionOf) if (id === sessionId) this.#sessionOf.delete(hash);
  }
}

export const bearer = (authorization: string): string | undefined => /^Bearer ([\w-]+)$/i.exec(authorization)?.[1];

function cookieValue(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (0 < at && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
