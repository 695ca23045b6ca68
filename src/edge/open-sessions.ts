import { GatewayError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Links } from './links.js';
import { OpenSession } from './open-session.js';
import type { Request } from './request.js';
import type { SessionKeys } from './session-keys.js';
import type { EdgeSessions, PublishedDesktop } from './session-port.js';

export interface OpenSessionsOptions<Desktop extends PublishedDesktop> {
  readonly sessions: EdgeSessions<Desktop>;
  readonly links: Links<Desktop>;
  readonly keys: SessionKeys;
  /** How long an opened session waits for its first viewer. */
  readonly graceMs: number;
  readonly logger: Logger;
  readonly onForget: (sessionId: string) => void;
}

/** A session that is over can still be asked about for so long: its viewers fetch the last messages. */
const LINGER_MS = 10_000;

/** The sessions that links opened, and who may use them. */
export class OpenSessions<Desktop extends PublishedDesktop> {
  readonly #options: OpenSessionsOptions<Desktop>;
  readonly #open = new Map<string, OpenSession>();
  /** Desktops of sessions that are over and may be opened once more. */
  readonly #over = new Map<string, Desktop>();

  constructor(options: OpenSessionsOptions<Desktop>) {
    this.#options = options;
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
    this.#open.set(session.id, session);
    void session.closed.then(() => this.#closed(session.id, desktop));
    logger.info({ sessionId: session.id, desktop: session.desktop, remote }, 'Session opened');
    return { session, key: keys.issue(session.id) };
  }

  /** The session, for a request that holds its key. Throws SESSION_NOT_FOUND: who lacks the key learns nothing. */
  require(sessionId: string, request: Request): OpenSession {
    const session = this.#open.get(sessionId);
    if (!session || !this.#options.keys.opens(sessionId, request)) {
      throw new GatewayError('SESSION_NOT_FOUND', { sessionId });
    }
    return session;
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

  #closed(sessionId: string, desktop: Desktop): void {
    const { keys, logger, onForget } = this.#options;
    logger.info({ sessionId }, 'Session closed');
    this.#over.set(sessionId, desktop);
    const forget = (): void => {
      this.#open.delete(sessionId);
      this.#over.delete(sessionId);
      keys.forget(sessionId);
      onForget(sessionId);
    };
    setTimeout(forget, LINGER_MS).unref();
  }
}
