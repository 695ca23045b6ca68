import { GatewayError } from '../errors.js';
import { wireInvalid } from '../wire/header.js';
import type { PollSink } from './poll-sink.js';
import { Poller, type PollerOptions } from './poller.js';
import type { EdgeSession } from './session-port.js';

/** Viewers by plain HTTP that one session may have had; those that ended are remembered so that they can be told. */
const MAX_PER_SESSION = 256;
const NAME = /^[\w-]{1,32}$/;

/** The viewers that use plain HTTP, by session and by the name that each chose. */
export class Pollers {
  readonly #options: PollerOptions;
  readonly #bySession = new Map<string, Map<string, Poller>>();

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** Viewers that have not ended. */
  get count(): number {
    return this.#sinks().filter(({ destroyed }) => !destroyed).length;
  }

  get bufferedBytes(): number {
    return this.#sinks().reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0);
  }

  /** The viewer of that name; a new one when there was none. */
  open(session: EdgeSession, name: string): Poller {
    const known = this.find(session, name);
    if (known) return known;
    const pollers = this.#bySession.get(session.id) ?? new Map<string, Poller>();
    this.#bySession.set(session.id, pollers);
    if (pollers.size >= MAX_PER_SESSION) throw new GatewayError('TOO_MANY_SESSIONS', { pollers: pollers.size });
    const poller = new Poller(session, this.#options);
    pollers.set(name, poller);
    return poller;
  }

  find(session: EdgeSession, name: string): Poller | undefined {
    if (!NAME.test(name)) throw wireInvalid('Request', 'viewer', name.slice(0, 40));
    return this.#bySession.get(session.id)?.get(name);
  }

  /** Ends what is left of a session's viewers. */
  forget(sessionId: string): void {
    for (const { sink } of this.#bySession.get(sessionId)?.values() ?? []) sink.destroy();
    this.#bySession.delete(sessionId);
  }

  close(): void {
    for (const sessionId of [...this.#bySession.keys()]) this.forget(sessionId);
  }

  #sinks(): PollSink[] {
    return [...this.#bySession.values()].flatMap((pollers) => [...pollers.values()].map(({ sink }) => sink));
  }
}
