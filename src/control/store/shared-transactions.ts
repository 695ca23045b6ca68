import type { Transaction } from 'kysely';
import type { Change } from './changes.js';
import type { Store } from './store.js';
import type { Tables } from './tables.js';

/** Pieces of work in one transaction; others wait for the store meanwhile. */
const MOST_TOGETHER = 64;

type Work<T> = (tx: Transaction<Tables>, changed: (change: Change) => void) => Promise<T>;

interface Waiting {
  readonly work: Work<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Small pieces of work that share transactions, and with them the wait for the disk: whoever comes while one runs takes part
 * in the next. They run in the order in which they came. As with {@link Store.transaction}, work may run again.
 */
export class SharedTransactions {
  readonly #store: Store;
  readonly #linger: number;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  /** The first waits for `linger` ms, so that others join: for what nobody waits for. */
  constructor(store: Store, linger = 0) {
    this.#store = store;
    this.#linger = linger;
  }

  /** Resolves with what the work gave when it is committed. */
  run<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Waiting['resolve'], reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when everything that came so far is done. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    if (this.#linger > 0) await new Promise((resolve) => setTimeout(resolve, this.#linger));
    while (this.#waiting.length > 0) await this.#runTogether(this.#waiting.splice(0, MOST_TOGETHER));
    this.#running = undefined;
  }

  /** One that fails takes no other along: then each has a transaction of its own. */
  async #runTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#store.transaction(async (tx, changed) => {
        const results: unknown[] = [];
        for (const { work } of together) results.push(await work(tx, changed));
        return results;
      });
      for (const [index, { resolve }] of together.entries()) resolve(results[index]);
    } catch (error) {
      const [only, ...others] = together;
      if (others.length === 0) return only.reject(error);
      for (const one of together) await this.#runTogether([one]);
    }
  }
}
