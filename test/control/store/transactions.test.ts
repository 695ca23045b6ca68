import { sql } from 'kysely';
import t from 'tap';
import { violation } from '../../../src/control/store/dialect.js';
import type { Store } from '../../../src/control/store/store.js';
import { eachStore } from '../../support/stores.js';

const property = (name: string, value = '') => ({ name, value });
const names = async ({ db }: Store): Promise<string[]> =>
  (await db.selectFrom('property').select('name').where('name', '!=', 'key-check').orderBy('name').execute()).map(
    ({ name }) => name,
  );

t.test('a transaction happens as a whole or not at all', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const failed = store.transaction(async (tx) => {
      await tx.insertInto('property').values(property('lost')).execute();
      throw new Error('changed my mind');
    });
    await t.rejects(failed, { message: 'changed my mind' });
    t.same(await names(store), []);
    const given = await store.transaction(async (tx) => {
      await tx
        .insertInto('property')
        .values([property('a'), property('b')])
        .execute();
      return 7;
    });
    t.equal(given, 7);
    t.same(await names(store), ['a', 'b']);
  }),
);

t.test('transactions that read and then write do not lose what another wrote', async (t) =>
  eachStore(t, async (t, open) => {
    const stores = [await open(), await open()];
    await stores[0].db.insertInto('property').values(property('count', '0')).execute();
    const add = (store: Store) =>
      store.transaction(async (tx) => {
        const { value } = await tx
          .selectFrom('property')
          .select('value')
          .where('name', '=', 'count')
          .forUpdate()
          .executeTakeFirstOrThrow();
        await tx
          .updateTable('property')
          .set({ value: String(Number(value) + 1) })
          .where('name', '=', 'count')
          .execute();
      });
    const rounds = Array.from({ length: 40 }, (_, index) => add(stores[stores[0].engine === 'sqlite' ? 0 : index % 2]));
    await Promise.all(rounds);
    const row = await stores[1].db
      .selectFrom('property')
      .select('value')
      .where('name', '=', 'count')
      .executeTakeFirst();
    t.equal(row?.value, '40');
  }),
);

t.test('transactions that wait for each other are told apart, and both happen', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    await store.db
      .insertInto('property')
      .values([property('a', '0'), property('b', '0')])
      .execute();
    let waiting = 2;
    let meet = (): void => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const attempts: string[] = [];
    const touch = (first: string, second: string) =>
      store.transaction(async (tx) => {
        attempts.push(first);
        const add = (name: string) =>
          tx.updateTable('property').set({ value: sql`value || '1'` }).where('name', '=', name).execute();
        await add(first);
        // Both hold their first row before either asks for its second. SQLite has one transaction at a time.
        if (--waiting <= 0 || store.engine === 'sqlite') meet();
        await met;
        await add(second);
      });
    await Promise.all([touch('a', 'b'), touch('b', 'a')]);
    const rows = await store.db.selectFrom('property').select('value').where('name', 'in', ['a', 'b']).execute();
    t.same(
      rows.map(({ value }) => value),
      ['011', '011'],
    );
    t.equal(attempts.length, store.engine === 'sqlite' ? 2 : 3, 'one of two that block each other begins again');
  }),
);

t.test('which constraint refused a change is known', async (t) =>
  eachStore(t, async (t, open) => {
    const { db } = await open();
    const insert = () => db.insertInto('property').values(property('a')).execute();
    await insert();
    t.equal(violation(await insert().catch((error) => error)), 'unique');
    const reference = { from_kind: 'group', from_name: 'a', field: '', to_kind: 'group', to_name: 'b' };
    const dangling = db.insertInto('reference').values(reference).execute();
    t.equal(violation(await dangling.catch((error) => error)), 'foreign-key');
    t.equal(violation(new Error('something else')), undefined);
  }),
);

t.test('a query that is wrong is an error of its own and leaves the store usable', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const error = await sql`select * from nothing`.execute(store.db).catch((error) => error);
    t.match(error.message, /nothing/);
    t.not(error.code, 'STORE_UNAVAILABLE');
    const truth = store.db
      .insertInto('property')
      .values(property('a', true as unknown as string))
      .execute();
    if (store.engine === 'sqlite') await t.rejects(truth, TypeError, 'libsql would end the process');
    else await truth;
    await store.db.insertInto('property').values(property('b')).execute();
    t.ok((await names(store)).includes('b'));
  }),
);

t.test('a statement that was run before knows a column that came since', async (t) =>
  eachStore(t, async (t, open) => {
    const { db } = await open();
    await sql`create table later (a integer)`.execute(db);
    await sql`insert into later values (1)`.execute(db);
    const read = async () => (await sql<object>`select * from later`.execute(db)).rows;
    t.same(await read(), [{ a: 1 }]);
    await sql`alter table later add column b integer`.execute(db);
    t.same(await read(), [{ a: 1, b: null }]);
  }),
);

t.test('a store that is closed says so', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    await store.close();
    await t.rejects(store.db.selectFrom('property').selectAll().execute());
    await store.close();
  }),
);
