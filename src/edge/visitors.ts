import type { Writable } from 'node:stream';
import { GatewayError } from '../errors.js';
import type { SessionKeys } from './session-keys.js';

/** Nobody comes later than this with what was allowed before a sign-out. */
const REMEMBERED_MS = 60_000;

/** Which viewers came in which browser session: when it ends, its keys open nothing more and its viewers are ended. */
export class Visitors {
  readonly #keys: SessionKeys;
  readonly #sinks = new Map<string, Set<Writable>>();
  /** Ended a moment ago. */
  readonly #gone = new Set<string>();

  constructor(keys: SessionKeys) {
    this.#keys = keys;
  }

  /** Browser sessions that hold a key or have a viewer. */
  *known(): Iterable<string> {
    yield* new Set([...this.#keys.holders(), ...this.#sinks.keys()]);
  }

  /** Throws GRANT_INVALID when the browser session ended since it was asked about. */
  check(browserSession: string): void {
    if (this.#gone.has(browserSession)) throw new GatewayError('GRANT_INVALID', {}, { detail: 'it was signed out' });
  }

  add(browserSession: string, sink: Writable): void {
    const sinks = this.#sinks.get(browserSession) ?? new Set();
    this.#sinks.set(browserSession, sinks.add(sink));
    sink.once('close', () => {
      sinks.delete(sink);
      if (sinks.size === 0 && this.#sinks.get(browserSession) === sinks) this.#sinks.delete(browserSession);
    });
  }

  signedOut(browserSession: string): void {
    this.#gone.add(browserSession);
    setTimeout(() => this.#gone.delete(browserSession), REMEMBERED_MS).unref();
    this.#keys.revoke(browserSession);
    for (const sink of [...(this.#sinks.get(browserSession) ?? [])]) {
      sink.destroy(new GatewayError('SIGN_IN_REQUIRED'));
    }
  }
}
