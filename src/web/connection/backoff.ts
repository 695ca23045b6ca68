/** How long to wait before another attempt. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Doubles from attempt to attempt up to a limit. Half of each wait is random, so that the viewers of a restarted gateway
 * do not come back all at once.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempts = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  get attempts(): number {
    return this.#attempts;
  }

  next(): number {
    const { firstMs, maxMs, random } = this.#options;
    const full = Math.min(maxMs, firstMs * 2 ** this.#attempts);
    this.#attempts += 1;
    return full / 2 + (full / 2) * random();
  }

  reset(): void {
    this.#attempts = 0;
  }
}
