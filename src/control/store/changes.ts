import type { Transaction } from 'kysely';
import type { Logger } from '../../logger.js';
import type { Tables } from './tables.js';

/** Something in the store changed: a resource by its kind and name, or an operational record by its table and key. */
export interface Change {
  readonly kind: string;
  readonly name: string;
}

/** Told when changes may have been missed, because the database was not to be reached: anything may be different. */
export const EVERYTHING: Change = Object.freeze({ kind: '*', name: '*' });

/**
 * Tells everybody who shares the store what changed, after it is committed. On SQLite that is this process, on PostgreSQL
 * every gateway. Listeners read what they need; a change carries no content.
 */
export interface Changes {
  /** Returns how to stop listening. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Tells of something that no transaction changed. Within one, the `changed` of {@link Store.transaction} is right. */
  publish(change: Change): void;
}

/** What an engine does with changes of a transaction. */
export interface ChangesOfEngine extends Changes {
  /** The last step of a transaction that changed something. */
  committing(transaction: Transaction<Tables>, changes: readonly Change[]): Promise<void>;
  /** The transaction is committed. */
  committed(changes: readonly Change[]): void;
  close(): Promise<void>;
}

/** Whoever wants to hear of changes. A listener that throws is logged and disturbs nobody. */
export class Listeners {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  subscribe(listener: (change: Change) => void): () => void {
    // An object of its own, so that one function may listen twice.
    const entry = (change: Change): void => listener(change);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (err) {
        this.#logger.error({ err, kind: change.kind }, 'Listener to changes failed');
      }
    }
  }
}

/** Changes within this process. */
export class LocalChanges implements ChangesOfEngine {
  readonly #listeners: Listeners;

  constructor(logger: Logger) {
    this.#listeners = new Listeners(logger);
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  publish(change: Change): void {
    this.#listeners.tell(change);
  }

  async committing(): Promise<void> {}

  committed(changes: readonly Change[]): void {
    for (const change of changes) this.#listeners.tell(change);
  }

  async close(): Promise<void> {}
}
