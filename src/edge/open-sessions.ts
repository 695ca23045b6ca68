import { GatewayError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Links } from './links.js';
import { OpenSession } from './open-session.js';
import type { Request } from './request.js';
import type { SessionKeys } from './session-keys.js';
import type { EdgeSession, EdgeSessions, GrantedDesktop, Opening, PublishedDesktop } from './session-port.js';
import { Visitors } from './visitors.js';
import { WatchedSession } from './watched-session.js';

export interface OpenSessionsOptions<Desktop extends PublishedDesktop> {
  readonly sessions: EdgeSessions<Desktop>;
  readonly links: Links<Desktop>;
  readonly keys: SessionKeys;
  /** How long an opened session waits for its first viewer. */
  readonly graceMs: number;
  readonly logger: Logger;
  readonly onForget: (sessionId: string) => void;
}

/** A session, or a view of one, that a key opens again. */
export type KeyedSession = EdgeSession & { readonly desktop: string };

/** A session that is over can still be asked about for so long: its viewers fetch the last messages. */
const LINGER_MS = 10_000;

/** The sessions that links and grants opened, and who may use them. */
export class OpenSessions<Desktop extends PublishedDesktop> {
  readonly #options: OpenSessionsOptions<Desktop>;
  readonly #open = new Map<string, KeyedSession>();
  /** Desktops of sessions that are over and may be opened once more. */
  readonly #over = new Map<string, Desktop>();
  /** Those who came with grants. */
  readonly visitors: Visitors;

  constructor(options: OpenSessionsOptions<Desktop>) {
    this.#options = options;
    this.visitors = new Visitors(options.keys);
  }

  get count(): number {
    return this.#open.size;
  }

  /** Spends a token; `key` opens the session again. Throws TOKEN_INVALID, TOO_MANY_SESSIONS. */
  redeem(token: string, remote: string): { readonly session: OpenSession; readonly key: string } {
    const { links, sessions, keys, graceMs, logger } = this.#options;
    const opened = links.redeem(token, (desktop) => ({
      session: new OpenSession(sessions.open(desktop), desktop, graceMs),
      desktop,
    }));
    if (!opened) throw new GatewayError('TOKEN_INVALID');
    const { session, desktop } = opened;
    void session.closed.then(() => this.#over.set(session.id, desktop));
    this.#keep(session);
    logger.info({ sessionId: session.id, desktop: session.desktop, remote }, 'Session opened');
    return { session, key: keys.issue(session.id) };
  }

  /** Opens what a grant allows to a browser session. Throws TOO_MANY_SESSIONS, SESSION_ENDED, GRANT_INVALID. */
  enter(
    opening: Opening<Desktop & GrantedDesktop>,
    { remote, browserSession }: { remote: string; browserSession: string },
  ): { session: KeyedSession; key: string } {
    const { keys, logger } = this.#options;
    const session = opening.type === 'new' ? this.#begin(opening.desktop, browserSession) : this.#join(opening);
    this.visitors.check(browserSession);
    const { id, desktop } = session;
    logger.info({ sessionId: id, desktop, remote, how: opening.type }, 'Session opened');
    return { session, key: keys.issue(id, browserSession) };
  }

  #begin(desktop: Desktop & GrantedDesktop, browserSession: string): KeyedSession {
    const { sessions, graceMs } = this.#options;
    try {
      this.visitors.check(browserSession);
      return this.#keep(new OpenSession(sessions.open(desktop), desktop, graceMs));
    } catch (error) {
      desktop.brokered.failed(error);
      throw error;
    }
  }

  #join({ type, session: id }: Extract<Opening<Desktop>, { session: string }>): KeyedSession {
    const session = this.#open.get(id);
    if (!session) throw new GatewayError('SESSION_ENDED', { sessionId: id });
    return type === 'watch' ? this.#keep(new WatchedSession(session, this.#options.graceMs)) : session;
  }

  #keep<S extends KeyedSession>(session: S): S {
    this.#open.set(session.id, session);
    void session.closed.then(() => this.#closed(session.id));
    return session;
  }

  /** The session, for a request that holds its key. Throws SESSION_NOT_FOUND: who lacks the key learns nothing. */
  require(sessionId: string, request: Request): KeyedSession {
    const session = this.#open.get(sessionId);
    const key = this.#options.keys.opens(sessionId, request);
    if (!session || !key) throw new GatewayError('SESSION_NOT_FOUND', { sessionId });
    return key.holder === undefined ? session : this.#visited(session, key.holder);
  }

  /** The session, for those who come in one browser session. */
  #visited(session: KeyedSession, browserSession: string): KeyedSession {
    const { id, desktop, closed } = session;
    const attach: KeyedSession['attach'] = (sink, hello, options) => {
      const viewer = session.attach(sink, hello, options);
      this.visitors.add(browserSession, sink);
      return viewer;
    };
    return { id, desktop, closed, attach, close: () => session.close() };
  }

  /**
   * A new token for the desktop of a session that is over, for a request that holds its key: another attempt after "the
   * host cannot be reached" needs no new link. Given once. Throws SESSION_NOT_FOUND.
   */
  again(sessionId: string, request: Request): string {
    this.require(sessionId, request);
    const desktop = this.#over.get(sessionId);
    if (!desktop) throw new GatewayError('SESSION_NOT_FOUND', { sessionId });
    this.#over.delete(sessionId);
    return this.#options.links.issue(desktop);
  }

  #closed(sessionId: string): void {
    const { keys, logger, onForget } = this.#options;
    logger.info({ sessionId }, 'Session closed');
    const forget = (): void => {
      this.#open.delete(sessionId);
      this.#over.delete(sessionId);
      keys.forget(sessionId);
      onForget(sessionId);
    };
    setTimeout(forget, LINGER_MS).unref();
  }
}
