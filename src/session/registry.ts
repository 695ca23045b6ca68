import { randomBytes } from 'node:crypto';
import { GatewayError } from '../errors.js';
import { SessionMetrics } from './metrics.js';
import { Session } from './session.js';
import type { SessionInput } from './session-options.js';

export interface RegistryOptions {
  readonly maxSessions: number;
}

export const REGISTRY_DEFAULTS: RegistryOptions = Object.freeze({ maxSessions: 256 });

/** The sessions of a process. Each is forgotten when it has ended. */
export class SessionRegistry {
  /** Shared by all sessions, unless one was given its own. */
  readonly metrics = new SessionMetrics();
  readonly #options: RegistryOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: Partial<RegistryOptions> = {}) {
    this.#options = { ...REGISTRY_DEFAULTS, ...options };
  }

  get size(): number {
    return this.#sessions.size;
  }

  [Symbol.iterator](): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** A new session, not yet connected. Throws TOO_MANY_SESSIONS. Its id is 128 random bits unless one is given. */
  create(input: Omit<SessionInput, 'id'> & { readonly id?: string }): Session {
    const { maxSessions } = this.#options;
    if (maxSessions <= this.#sessions.size) throw new GatewayError('TOO_MANY_SESSIONS', { maxSessions });
    const session = new Session({ id: randomBytes(16).toString('base64url'), metrics: this.metrics, ...input });
    this.#sessions.set(session.id, session);
    void session.closed.then(() => this.#sessions.delete(session.id));
    return session;
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Closes every session, as {@link Session.close} does. */
  async close({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.close({ signal })));
  }

  destroy(reason?: GatewayError): void {
    for (const session of [...this.#sessions.values()]) session.destroy(reason);
  }
}
