import type { Store } from '../store/store.js';

/** Answers that one step takes before it has to be started again. */
const MOST_ATTEMPTS = 5;

/**
 * Steps that have begun, on the server: each under a hash that only the browser that began it can name, for a short time,
 * and done once.
 */
export class PendingSteps<State> {
  readonly #store: Store;
  readonly #lifetime: number;

  constructor(store: Store, lifetime: number) {
    this.#store = store;
    this.#lifetime = lifetime;
  }

  /** Begins a step; the same step begun before is forgotten. */
  async begin(hash: string, state: State): Promise<void> {
    const row = {
      state: this.#store.keys.seal(JSON.stringify(state), bound(hash)),
      attempts: 0,
      expires_at: this.#store.now() + this.#lifetime,
    };
    await this.#store.db
      .insertInto('sign_in')
      .values({ hash, ...row })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet(row))
      .execute();
  }

  /** Takes the step, which is gone then: of two who take it, one gets it. */
  async take(hash: string): Promise<State | undefined> {
    const row = await this.#store.db.deleteFrom('sign_in').where('hash', '=', hash).returningAll().executeTakeFirst();
    return row && row.expires_at > this.#store.now() ? this.#open(hash, row.state) : undefined;
  }

  /** Reads the step and counts an attempt at it; undefined after too many. */
  async attempt(hash: string): Promise<State | undefined> {
    const row = await this.#store.db
      .updateTable('sign_in')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('hash', '=', hash)
      .where('expires_at', '>', this.#store.now())
      .where('attempts', '<', MOST_ATTEMPTS)
      .returning('state')
      .executeTakeFirst();
    return row && this.#open(hash, row.state);
  }

  /** Reads the step without counting. */
  async look(hash: string): Promise<State | undefined> {
    const row = await this.#store.db
      .selectFrom('sign_in')
      .select('state')
      .where('hash', '=', hash)
      .where('expires_at', '>', this.#store.now())
      .executeTakeFirst();
    return row && this.#open(hash, row.state);
  }

  async sweep(): Promise<void> {
    await this.#store.db.deleteFrom('sign_in').where('expires_at', '<=', this.#store.now()).execute();
  }

  #open(hash: string, state: string): State {
    return JSON.parse(this.#store.keys.open(state, bound(hash))) as State;
  }
}

const bound = (hash: string): string => `sign-in/${hash}`;
