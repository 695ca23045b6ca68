import type { Actor } from './actor.js';

/** What sign-in needs to know of a request. Whoever makes one has checked that `origin` is the gateway's own. */
export interface Visit {
  /** The gateway's origin as this browser sees it, such as `https://gateway.example`. */
  readonly origin: string;
  /** Address that the request came from. */
  readonly remote: string;
  readonly userAgent: string;
  /** The Cookie header, or ''. */
  readonly cookies: string;
}

/** Somebody's valid session. */
export interface SignedIn {
  readonly actor: Actor;
  /** Values of Set-Cookie headers that the answer must carry: the session's key is renewed from time to time. */
  readonly setCookies: readonly string[];
}
