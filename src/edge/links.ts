import { hashKey, randomKey } from './random.js';

/** Links that were printed and never opened are forgotten from this many on, oldest first. */
const MAX_OPEN_LINKS = 10_000;

/**
 * One-time tokens. Each opens one thing, once, within its lifetime; what it opens is up to the caller.
 */
export class Links<T> {
  readonly #lifetimeMs: number;
  readonly #now: () => number;
  readonly #open = new Map<string, { readonly opens: T; readonly expires: number }>();

  constructor(lifetimeMs: number, now: () => number = () => performance.now()) {
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  issue(opens: T): string {
    this.#forgetExpired();
    const token = randomKey();
    this.#open.set(hashKey(token), { opens, expires: this.#now() + this.#lifetimeMs });
    return token;
  }

  /**
   * Opens what the token stands for and spends it; undefined when it is unknown, expired or was used before. A token whose
   * opening throws, because there is no room, stays good.
   */
  redeem<R>(token: string, open: (opens: T) => R): R | undefined {
    const hash = hashKey(token);
    const link = this.#open.get(hash);
    if (!link || link.expires <= this.#now()) return undefined;
    const opened = open(link.opens);
    this.#open.delete(hash);
    return opened;
  }

  /** All lifetimes are equal, so the oldest come first. */
  #forgetExpired(): void {
    for (const [hash, { expires }] of this.#open) {
      if (this.#now() < expires && this.#open.size < MAX_OPEN_LINKS) return;
      this.#open.delete(hash);
    }
  }
}
