/**
 * A store as text, the same from both engines, so that it also moves from one to the other. Lines of JSON: a header; for
 * each table its name and columns, then a row as an array in each line; at the end how many rows there were, and the
 * SHA-256 of everything before. Secrets stay sealed.
 */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { GatewayError } from '../../errors.js';
import { primaryKeyOf, type Table, tablesOf } from './catalog.js';
import { appliedMigrations } from './migrate.js';
import type { Store } from './store.js';

const FORMAT = 1;
const BATCH = 200;

const header = z.strictObject({
  sluice: z.literal('store'),
  format: z.literal(FORMAT),
  at: z.int(),
  /** What the store's tables are like. */
  migrations: z.array(z.string()).min(1),
});
const table = z.strictObject({ table: z.string(), columns: z.array(z.string()) });
const end = z.strictObject({ rows: z.int(), sha256: z.string() });
const row = z.array(z.union([z.string(), z.number(), z.null()]));

export type DumpHeader = z.output<typeof header>;
export type Value = string | number | null;
type AnyTables = Record<string, Record<string, Value>>;

/** Lines with their ends. What the store holds at one moment; others go on to change it meanwhile. */
export async function* dumpStore(store: Store): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const tx = await store.db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    const db = tx as unknown as Kysely<never>;
    const migrations = await appliedMigrations(db);
    yield line({ sluice: 'store', format: FORMAT, at: store.now(), migrations } satisfies DumpHeader);
    let rows = 0;
    for (const { name, columns } of await tablesOf(db, store.engine)) {
      yield line({ table: name, columns });
      for await (const batch of rowsOf(db, { name, columns }, await primaryKeyOf(db, store.engine, name))) {
        rows += batch.length;
        yield batch.map((row) => line(columns.map((column) => row[column]))).join('');
      }
    }
    yield `${JSON.stringify({ rows, sha256: hash.digest('hex') })}\n`;
  } finally {
    await tx.rollback().execute();
  }
}

async function* rowsOf(db: Kysely<never>, { name, columns }: Table, key: readonly string[]) {
  const any = db as unknown as Kysely<AnyTables>;
  const list = (values: readonly unknown[]) => sql.join(values);
  let after: Record<string, Value> | undefined;
  do {
    let query = any
      .selectFrom(name)
      .select([...columns])
      .limit(BATCH);
    for (const part of key) query = query.orderBy(part);
    if (after) {
      const last = after;
      const refs = key.map((part) => sql.ref(part));
      query = query.where(sql<boolean>`(${list(refs)}) > (${list(key.map((part) => last[part]))})`);
    }
    const rows = await query.execute();
    if (rows.length > 0) yield rows;
    after = rows.length < BATCH ? undefined : rows[rows.length - 1];
  } while (after);
}

/** What a dump is read as. The `end` comes only if everything before it is as it was written. */
export type DumpPart =
  | { readonly type: 'header'; readonly header: DumpHeader }
  | { readonly type: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly type: 'row'; readonly values: readonly Value[] }
  | { readonly type: 'end'; readonly rows: number };

/** Reads lines without their ends. Throws BACKUP_INVALID at the first thing that is wrong, at the end too. */
export async function* readDump(lines: AsyncIterable<string>): AsyncGenerator<DumpPart> {
  const hash = createHash('sha256');
  let number = 0;
  let rows = 0;
  let width: number | undefined;
  let ended = false;
  for await (const text of lines) {
    number++;
    const parsed = parse(text, number);
    if (ended) throw invalid(`line ${number} is behind the end`);
    if (number === 1) {
      yield { type: 'header', header: check(header, parsed, number) };
    } else if (Array.isArray(parsed)) {
      rows++;
      const values = check(row, parsed, number);
      if (values.length !== width) throw invalid(`line ${number} has not the columns of its table`);
      yield { type: 'row', values };
    } else if (parsed !== null && typeof parsed === 'object' && 'sha256' in parsed) {
      const { rows: counted, sha256 } = check(end, parsed, number);
      if (counted !== rows || sha256 !== hash.digest('hex')) throw invalid('its checksum is wrong');
      ended = true;
      yield { type: 'end', rows };
      continue;
    } else {
      const { table: name, columns } = check(table, parsed, number);
      width = columns.length;
      yield { type: 'table', name, columns };
    }
    hash.update(`${text}\n`);
  }
  if (!ended) throw invalid('its end is missing');
}

export const invalid = (detail: string): GatewayError => new GatewayError('BACKUP_INVALID', {}, { detail });

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`line ${number} is not JSON`);
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown, number: number): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(`line ${number} is not what it should be`);
  return result.data;
}
