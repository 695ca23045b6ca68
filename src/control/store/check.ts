import { type Kysely, sql } from 'kysely';
import { hasCode } from '../../errors.js';
import { checkBody } from '../resources/check.js';
import { KINDS, type KindName } from '../resources/kinds.js';
import { SEALED_COLUMNS } from './sealed-columns.js';
import type { Store } from './store.js';

type AnyTables = Record<string, Record<string, string | null>>;

/** What is wrong in a store, one thing a line; nothing when it is sound. */
export async function* checkStore(store: Store): AsyncGenerator<string> {
  if (store.engine === 'sqlite') yield* checkFile(store);
  yield* checkDescriptions(store);
  yield* checkSecrets(store);
}

async function* checkFile({ db }: Store): AsyncGenerator<string> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  for (const { integrity_check: said } of rows) if (said !== 'ok') yield `file: ${said}`;
  const { rows: lost } = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(db);
  for (const { table, parent } of lost) yield `${table}: a row names one of ${parent} that is not there`;
}

async function* checkDescriptions({ db }: Store): AsyncGenerator<string> {
  for (const { kind, name, body } of await db.selectFrom('resource').select(['kind', 'name', 'body']).execute()) {
    try {
      if (!(kind in KINDS)) yield `${kind}/${name}: there is no such kind`;
      else checkBody(kind as KindName, JSON.parse(body));
    } catch (error) {
      yield `${kind}/${name}: ${(error as Error).message}`;
    }
  }
}

async function* checkSecrets(store: Store): AsyncGenerator<string> {
  const db = store.db as unknown as Kysely<AnyTables>;
  for (const { table, key, column, reseal } of SEALED_COLUMNS) {
    const rows = await db
      .selectFrom(table)
      .select([...key, column])
      .where(column, 'is not', null)
      .execute();
    for (const row of rows) {
      const closed: string[] = [];
      reseal(row, (sealed, bound) => {
        try {
          store.keys.open(sealed, bound);
        } catch (error) {
          closed.push(`${bound}: ${hasCode(error) ? error.message : 'cannot be opened'}`);
        }
        return sealed;
      });
      yield* closed;
    }
  }
}
