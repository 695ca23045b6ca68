/** What tables a store has. */
import { type Kysely, sql } from 'kysely';
import { isMigrationTable } from './migrate.js';
import type { Store } from './store.js';

export interface Table {
  readonly name: string;
  /** In the order of their names, so that the engines agree. */
  readonly columns: readonly string[];
}

/** Tables without those of the migrations, each behind those that its rows name. */
export async function tablesOf(db: Kysely<never>, engine: Store['engine']): Promise<Table[]> {
  const found = (await db.introspection.getTables({ withInternalKyselyTables: true }))
    .filter(({ name, isView }) => !isView && !isMigrationTable(name))
    .map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name).sort() }));
  const needs = await foreignKeys(db, engine);
  const ordered: Table[] = [];
  const visit = (table: Table | undefined): void => {
    if (!table || ordered.includes(table)) return;
    for (const name of needs.get(table.name) ?? []) visit(found.find((other) => other.name === name));
    ordered.push(table);
  };
  found.sort((a, b) => (a.name < b.name ? -1 : 1)).forEach(visit);
  return ordered;
}

const FOREIGN_KEYS = {
  sqlite: sql<{ from: string; to: string }>`
    select m.name as "from", f."table" as "to" from sqlite_master m, pragma_foreign_key_list(m.name) f
    where m.type = 'table'`,
  postgresql: sql<{ from: string; to: string }>`
    select a.relname as "from", b.relname as "to" from pg_constraint c
    join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid where c.contype = 'f'`,
} as const;

async function foreignKeys(db: Kysely<never>, engine: Store['engine']): Promise<Map<string, string[]>> {
  const keys = new Map<string, string[]>();
  for (const { from, to } of (await FOREIGN_KEYS[engine].execute(db)).rows) {
    if (from !== to) keys.set(from, [...(keys.get(from) ?? []), to]);
  }
  return keys;
}

const PRIMARY_KEYS = {
  sqlite: (table: string) =>
    sql<{ name: string }>`select name from pragma_table_info(${table}) where pk > 0 order by pk`,
  postgresql: (table: string) => sql<{ name: string }>`
    select a.attname as name from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = ${table}::regclass and i.indisprimary order by array_position(i.indkey, a.attnum)`,
} as const;

/** Columns of the primary key, in its order. */
export async function primaryKeyOf(db: Kysely<never>, engine: Store['engine'], table: string): Promise<string[]> {
  return (await PRIMARY_KEYS[engine](table).execute(db)).rows.map(({ name }) => name);
}
