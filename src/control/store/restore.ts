import { Kysely, type Transaction } from 'kysely';
import { tablesOf } from './catalog.js';
import { type Engine, violation } from './dialect.js';
import { type DumpHeader, type DumpPart, invalid, readDump, type Value } from './dump.js';
import { checkKeys } from './key-check.js';
import type { KeyRing } from './key-ring.js';
import { appliedMigrations, migrate, refuseNewer } from './migrate.js';
import { engineOf, type StorePlace } from './open.js';
import type { Tables } from './tables.js';

const BATCH = 200;

type AnyTables = Record<string, Record<string, Value>>;

/**
 * Fills an empty store with a dump and brings it to this version; all of it, or nothing. Returns how many rows it has.
 *
 * Throws BACKUP_INVALID when the dump is not whole or the store not empty, STORE_NEWER when a newer version made the
 * dump, and STORE_SEALED when its secrets were sealed with other keys.
 */
export async function restoreStore(place: StorePlace, keys: KeyRing, lines: AsyncIterable<string>): Promise<number> {
  const engine = engineOf(place);
  const db = new Kysely<never>({ dialect: engine.migrationDialect() });
  try {
    const parts = readDump(lines);
    const header = await readHeader(parts);
    await refuseNewer(header.migrations);
    await prepare(db, engine, header);
    const rows = await db.transaction().execute(async (tx) => {
      await clear(tx, engine);
      const count = await fill(tx, engine, parts);
      await checkKeys({ db: tx as unknown as Transaction<Tables>, keys });
      return count;
    });
    await migrate(db);
    return rows;
  } finally {
    await db.destroy();
  }
}

async function readHeader(parts: AsyncGenerator<DumpPart>): Promise<DumpHeader> {
  const { value } = await parts.next();
  if (value?.type !== 'header') throw invalid('it is empty');
  return value.header;
}

/** Makes the tables as they were when the dump was made. */
async function prepare(db: Kysely<never>, engine: Engine, { migrations }: DumpHeader): Promise<void> {
  const applied = await appliedMigrations(db);
  if (applied.length === 0) return migrate(db, migrations[migrations.length - 1]);
  const any = db as unknown as Kysely<AnyTables>;
  for (const { name, columns } of await tablesOf(db, engine.name)) {
    const row =
      name === PROPERTIES ? undefined : await any.selectFrom(name).select(columns[0]).limit(1).executeTakeFirst();
    if (row) throw invalid('the store is not empty; restore into a new one');
  }
  if (applied.join() !== migrations.join()) throw invalid('the store is of another version; restore into a new one');
}

const PROPERTIES = 'property' satisfies keyof Tables;

/** A new store has properties; they give way to those of the dump. */
async function clear(tx: Transaction<never>, engine: Engine): Promise<void> {
  const tables = await tablesOf(tx, engine.name);
  if (tables.some(({ name }) => name === PROPERTIES)) {
    await (tx as unknown as Kysely<AnyTables>).deleteFrom(PROPERTIES).execute();
  }
}

function contradiction(error: unknown): never {
  throw violation(error) ? invalid(`its rows contradict each other: ${(error as Error).message}`) : error;
}

async function fill(tx: Transaction<never>, engine: Engine, parts: AsyncGenerator<DumpPart>): Promise<number> {
  const any = tx as unknown as Kysely<AnyTables>;
  const tables = new Map((await tablesOf(tx, engine.name)).map((table) => [table.name, table.columns.join()]));
  let into: { name: string; columns: readonly string[] } | undefined;
  let waiting: Record<string, Value>[] = [];
  const write = async (): Promise<void> => {
    if (waiting.length > 0) await any.insertInto(into!.name).values(waiting).execute().catch(contradiction);
    waiting = [];
  };
  for await (const part of parts) {
    if (part.type === 'row') {
      waiting.push(Object.fromEntries(into!.columns.map((column, index) => [column, part.values[index]])));
      if (waiting.length === BATCH) await write();
      continue;
    }
    await write();
    if (part.type === 'end') {
      // Nothing may come behind it.
      await parts.next();
      return part.rows;
    }
    if (part.type === 'header') throw invalid('it has two headers');
    if (tables.get(part.name) !== part.columns.join()) throw invalid(`there is no table ${part.name} like this`);
    into = part;
  }
  throw invalid('its end is missing');
}
