/** Sealing everything anew with the first key, so that the others can be thrown away. */
import { type Kysely, sql } from 'kysely';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';
import type { Store } from './store.js';

/** Rows of one transaction: others wait for no longer than it takes to seal so many. */
const BATCH = 200;

type Row = Readonly<Record<string, string | null>>;
type AnyTables = Record<string, Record<string, string | null>>;

/**
 * Seals whatever another key than the first sealed. Whatever it ends at, by a crash too, everything opens with the keys
 * at hand, and to run it again does the rest. Returns how many values were sealed anew.
 */
export async function resealStore(store: Store): Promise<number> {
  let count = 0;
  for (const column of SEALED_COLUMNS) {
    let after: Row | undefined;
    do {
      const done = await resealBatch(store, column, after);
      after = done.last;
      count += done.count;
    } while (after);
  }
  return count;
}

async function resealBatch(
  store: Store,
  { table, key, column, reseal }: SealedColumn,
  after: Row | undefined,
): Promise<{ last: Row | undefined; count: number }> {
  return store.transaction(async (tx) => {
    const db = tx as unknown as Kysely<AnyTables>;
    let query = db
      .selectFrom(table)
      .select([...key, column])
      .where(column, 'is not', null)
      .limit(BATCH)
      .forUpdate();
    for (const part of key) query = query.orderBy(part);
    if (after) {
      const places = (values: readonly unknown[]) => sql.join(values);
      query = query.where(
        sql<boolean>`(${places(key.map((part) => sql.ref(part)))}) > (${places(key.map((part) => after[part]))})`,
      );
    }
    const rows = await query.execute();
    let count = 0;
    for (const row of rows) {
      const now = reseal(row, (sealed, bound) => {
        if (!store.keys.isOld(sealed)) return sealed;
        count++;
        return store.keys.seal(store.keys.open(sealed, bound), bound);
      });
      if (now === row[column]) continue;
      let update = db.updateTable(table).set({ [column]: now });
      for (const part of key) update = update.where(part, '=', row[part]);
      await update.execute();
    }
    return { last: rows.length < BATCH ? undefined : rows[rows.length - 1], count };
  });
}
