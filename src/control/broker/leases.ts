import type { Store } from '../store/store.js';

/** Who among the gateways that share the store does something. Whoever stops to renew it loses it. */
export class Leases {
  readonly #store: Store;
  readonly #holder: string;

  constructor(store: Store, holder: string) {
    this.#store = store;
    this.#holder = holder;
  }

  /** Takes or renews it; false when another gateway holds it. */
  async take(name: string, ms: number): Promise<boolean> {
    const now = this.#store.now();
    const row = { holder: this.#holder, expires_at: now + ms };
    const { numInsertedOrUpdatedRows } = await this.#store.db
      .insertInto('lease')
      .values({ name, ...row })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet(row)
          .where(({ or, eb }) => or([eb('lease.holder', '=', this.#holder), eb('lease.expires_at', '<=', now)])),
      )
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** Another gateway may have it now. */
  async release(name: string): Promise<void> {
    await this.#store.db.deleteFrom('lease').where('name', '=', name).where('holder', '=', this.#holder).execute();
  }

  /** Names of leases that begin so and that somebody holds. */
  async held(prefix: string): Promise<Set<string>> {
    const rows = await this.#store.db
      .selectFrom('lease')
      .select('name')
      .where('name', '>=', prefix)
      .where('name', '<', `${prefix}￿`)
      .where('expires_at', '>', this.#store.now())
      .execute();
    return new Set(rows.map(({ name }) => name));
  }
}
