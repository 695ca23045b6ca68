import { GatewayError } from '../../errors.js';
import { networkSubject } from './lock-out.js';

/** Steps that one network may begin at once, and per second after that: an office that comes to work, not a flood. */
const BURST = 200;
const PER_SECOND = 20;
/** Networks that are remembered; beyond, those that have been quiet for longest are forgotten, which lets them begin anew. */
const MOST_NETWORKS = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Bounds how fast sign-ins are begun: each is a row in the store for some minutes, and anybody may. */
export class VisitRate {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws TOO_MANY_REQUESTS when the network has to wait. */
  take(remote: string): void {
    const network = networkSubject(remote);
    if (network === undefined) return;
    const now = this.#now();
    const { left, at } = this.#buckets.get(network) ?? { left: BURST, at: now };
    const refilled = Math.min(BURST, left + (Math.max(0, now - at) / 1000) * PER_SECOND);
    if (refilled < 1) throw new GatewayError('TOO_MANY_REQUESTS', { retryAfter: 1 });
    // Taken out and put in again, so that the map stays in the order of use.
    this.#buckets.delete(network);
    this.#buckets.set(network, { left: refilled - 1, at: now });
    if (this.#buckets.size > MOST_NETWORKS) this.#buckets.delete(this.#buckets.keys().next().value!);
  }
}
