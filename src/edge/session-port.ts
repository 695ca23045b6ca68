import type { Writable } from 'node:stream';
import type { Hello } from '../wire/messages.js';

/**
 * What the edge asks of sessions. `src/session` has the real ones; the tests have some that send what they are told.
 */
export interface EdgeSession {
  readonly id: string;
  /** Settles when the session is over, whatever the reason; never rejects. */
  readonly closed: Promise<unknown>;
  /**
   * Adds a viewer, which writes whole messages to `sink` and ends it, or destroys it with a coded error, when it is done.
   * Throws a coded error when it cannot be added. The session ends the viewer when the sink closes. One that `watches` only
   * looks.
   */
  attach(sink: Writable, hello: Hello, options?: { readonly watches?: boolean }): EdgeViewer;
  close(): Promise<unknown>;
}

export interface EdgeViewer {
  /** One whole message, read before this returns. Never throws: trouble of a viewer ends that viewer. */
  receive(message: Uint8Array): void;
}

/** A desktop that links open. */
export interface PublishedDesktop {
  readonly name: string;
  /** Told to the host instead of the browser's layout. */
  readonly keyboardLayout?: number;
}

/** Where sessions come from. */
export interface EdgeSessions<Desktop extends PublishedDesktop> {
  /** A session that connects when its first viewer comes. Throws TOO_MANY_SESSIONS. */
  open(desktop: Desktop): EdgeSession;
  close(): Promise<unknown>;
}

/** Who comes with a grant, and to which address of the gateway. */
export interface GrantVisit {
  /** The gateway's own origin as the client sees it, such as `https://gateway.example`. */
  readonly origin: string;
  /** The same with the path below which the gateway stands, without a final slash. */
  readonly base: string;
  readonly remote: string;
  readonly userAgent: string;
  readonly cookies: string;
}

/** A desktop that a grant opens. */
export interface GrantedDesktop extends PublishedDesktop {
  readonly brokered: {
    /** There is no session after all. */
    failed(error: unknown): void;
  };
}

/** What a grant opens: a new session, one that goes on, or somebody else's to look at. */
export type Opening<Desktop> =
  | { readonly type: 'new'; readonly desktop: Desktop }
  | { readonly type: 'resume' | 'watch'; readonly session: string };

/** Where the control plane's grants are redeemed. */
export interface GrantDoor<Desktop> {
  /** Spends a grant. Throws GRANT_INVALID. */
  redeem(token: string, visit: GrantVisit): Promise<Redeemed<Desktop>>;
  /** Tells of each of the browser sessions that `known` names when it ends; returns how to stop. */
  onSignedOut(known: () => Iterable<string>, ended: (browserSession: string) => void): () => void;
}

export interface Redeemed<Desktop> {
  readonly opening: Opening<Desktop>;
  /** In which the person came. */
  readonly browserSession: string;
  /** The answer carries them. */
  readonly setCookies: readonly string[];
}
