import { hashKey, randomKey } from './random.js';
import type { Request } from './request.js';

/** Begins the name of each session's cookie; the session's id follows, so that one browser may hold several. */
const COOKIE = 'sluice-';

/** The keys that open a session again, as a cookie for pages and a bearer key for other clients. */
export class SessionKeys {
  readonly #secure: boolean;
  readonly #base: string;
  readonly #issued = new Map<string, { readonly session: string; readonly holder: string | undefined }>();

  /** `url` is where browsers find the gateway; a proxy may have put it below a path. */
  constructor(url: URL) {
    this.#secure = url.protocol === 'https:';
    this.#base = url.pathname.replace(/\/$/, '');
  }

  /** `holder` is the browser session that gets it, where people sign in. */
  issue(session: string, holder?: string): string {
    const key = randomKey();
    this.#issued.set(hashKey(key), { session, holder });
    return key;
  }

  /** Pages cannot read it, other sites cannot send it, and it is sent for its own session only. */
  cookie(sessionId: string, key: string): string {
    const secure = this.#secure ? '; Secure' : '';
    return `${COOKIE}${sessionId}=${key}; Path=${this.#base}/sessions/${sessionId}; HttpOnly; SameSite=Strict${secure}`;
  }

  /** Who holds the key of this session that comes with the request; undefined when none does. */
  opens(sessionId: string, { header }: Request): { readonly holder: string | undefined } | undefined {
    const key = bearer(header.authorization) ?? cookieValue(header.cookie, COOKIE + sessionId);
    const issued = key === undefined ? undefined : this.#issued.get(hashKey(key));
    return issued?.session === sessionId ? issued : undefined;
  }

  *holders(): Iterable<string> {
    for (const { holder } of this.#issued.values()) if (holder !== undefined) yield holder;
  }

  /** The keys of a browser session open nothing any more. */
  revoke(holder: string): void {
    for (const [hash, issued] of this.#issued) if (issued.holder === holder) this.#issued.delete(hash);
  }

  forget(sessionId: string): void {
    for (const [hash, { session }] of this.#issued) if (session === sessionId) this.#issued.delete(hash);
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
