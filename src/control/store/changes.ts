import { EventEmitter } from 'node:events';

/** Something in the store changed: a resource by its kind and name, or an operational record by its table and key. */
export interface Change {
  readonly kind: string;
  readonly name: string;
}

/**
 * Tells everybody who shares the store what changed, after it is committed. On SQLite that is this process, on PostgreSQL
 * every gateway. Listeners read what they need; a change carries no content.
 */
export interface Changes {
  /** Returns how to stop listening. */
  subscribe(listener: (change: Change) => void): () => void;
  publish(change: Change): void;
  close(): Promise<void>;
}

/** Changes within this process. */
export class LocalChanges implements Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  subscribe(listener: (change: Change) => void): () => void {
    this.#emitter.on('change', listener);
    return () => this.#emitter.off('change', listener);
  }

  publish(change: Change): void {
    this.#emitter.emit('change', change);
  }

  close(): Promise<void> {
    this.#emitter.removeAllListeners();
    return Promise.resolve();
  }
}
