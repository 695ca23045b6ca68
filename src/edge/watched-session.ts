import type { Writable } from 'node:stream';
import { GatewayError } from '../errors.js';
import type { Hello } from '../wire/messages.js';
import { randomKey } from './random.js';
import type { EdgeSession, EdgeViewer } from './session-port.js';

/**
 * A view of somebody's session for those who only look. It has an id and a key of its own, which open nothing else, and
 * ends with the session, or when nobody has looked for the grace period.
 */
export class WatchedSession implements EdgeSession {
  readonly id = randomKey();
  readonly closed: Promise<unknown>;
  readonly #session: EdgeSession & { readonly desktop: string };
  readonly #graceMs: number;
  readonly #sinks = new Set<Writable>();
  #unwatched: NodeJS.Timeout | undefined;
  #over = false;
  #end: (value?: unknown) => void = () => {};

  constructor(session: EdgeSession & { readonly desktop: string }, graceMs: number) {
    this.#session = session;
    this.#graceMs = graceMs;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    void session.closed.then(() => this.close());
    this.#waitForSomebody();
  }

  get desktop(): string {
    return this.#session.desktop;
  }

  attach(sink: Writable, hello: Hello): EdgeViewer {
    if (this.#over) throw new GatewayError('SESSION_ENDED');
    const viewer = this.#session.attach(sink, hello, { watches: true });
    clearTimeout(this.#unwatched);
    this.#sinks.add(sink);
    sink.once('close', () => {
      this.#sinks.delete(sink);
      if (this.#sinks.size === 0) this.#waitForSomebody();
    });
    return viewer;
  }

  async close(): Promise<void> {
    this.#over = true;
    clearTimeout(this.#unwatched);
    for (const sink of this.#sinks) sink.end();
    this.#end();
  }

  #waitForSomebody(): void {
    clearTimeout(this.#unwatched);
    if (this.#over) return;
    this.#unwatched = setTimeout(() => void this.close(), this.#graceMs);
    this.#unwatched.unref();
  }
}
