import { type Kysely, sql } from 'kysely';
import t from 'tap';
import { primaryKeyOf, tablesOf } from '../../../src/control/store/catalog.js';
import type { Store } from '../../../src/control/store/store.js';
import { missingPostgresql } from '../../support/postgresql.js';
import { eachStore, type OpenStore } from '../../support/stores.js';

/** What both engines must agree on. */
async function describe({ db, engine }: Store) {
  const any = db as unknown as Kysely<never>;
  const tables = await tablesOf(any, engine);
  const introspected = await any.introspection.getTables();
  return Promise.all(
    tables.map(async ({ name }) => ({
      name,
      key: await primaryKeyOf(any, engine, name),
      columns: introspected
        .find((table) => table.name === name)!
        .columns.map((column) => `${column.name} ${typeName(column.dataType)}${column.isNullable ? '' : ' not null'}`)
        .sort(),
    })),
  );
}

/** SQLite keeps the words of the migration, PostgreSQL has names of its own. */
const typeName = (type: string): string =>
  ({ int4: 'integer', int8: 'bigint', float8: 'real' })[type] ?? type.toLowerCase();

t.test('tables and columns are the same on both engines', { skip: missingPostgresql() ?? false }, async (t) => {
  const found: Awaited<ReturnType<typeof describe>>[] = [];
  await eachStore(t, async (t, open: OpenStore) => {
    const tables = await describe(await open());
    found.push(tables);
    for (const { name, key } of tables) t.not(key.length, 0, `${name} has a primary key`);
  });
  // SQLite says of the columns of a primary key that they may be null, which rows never are.
  const withoutNull = ({ name, key, columns }: (typeof found)[number][number]) => ({
    name,
    key,
    columns: columns.map((column) => (key.includes(column.split(' ')[0]) ? column.replace(' not null', '') : column)),
  });
  t.same(found[0].map(withoutNull), found[1].map(withoutNull));
});

t.test('text is in the order of its bytes', async (t) =>
  eachStore(t, async (t, open) => {
    const { db } = await open();
    const names = ['a', 'B', 'b', '_', 'ä', 'z', '-a'];
    await db
      .insertInto('property')
      .values(names.map((name) => ({ name, value: '' })))
      .execute();
    const rows = await db
      .selectFrom('property')
      .select('name')
      .where('name', '!=', 'key-check')
      .orderBy('name')
      .execute();
    t.same(
      rows.map(({ name }) => name),
      ['-a', 'B', '_', 'a', 'b', 'z', 'ä'],
    );
    const behind = await db.selectFrom('property').select('name').where('name', '>', 'b').orderBy('name').execute();
    t.same(
      behind.map(({ name }) => name),
      ['key-check', 'z', 'ä'],
    );
  }),
);

t.test('numbers are numbers, as large as times', async (t) =>
  eachStore(t, async (t, open) => {
    const { db } = await open();
    const at = 2 ** 45 + 1;
    const row = {
      kind: 'group',
      name: 'a',
      version: 3,
      body: '{}',
      sealed: null,
      search: 'a',
      created_at: at,
      updated_at: -at,
    };
    await db.insertInto('resource').values(row).execute();
    t.strictSame(await db.selectFrom('resource').selectAll().executeTakeFirst(), row);
    const { rows } = await sql<{ n: number }>`select count(*) as n from resource where updated_at < 0`.execute(db);
    t.strictSame(rows[0].n, 1);
  }),
);
