import { sql } from 'kysely';
import t from 'tap';
import { StatementNames } from '../../../src/control/store/postgresql/statement-names.js';
import { eachStore } from '../../support/stores.js';

t.test('statements that come again get a name, others none', async (t) => {
  const names = new StatementNames();
  const select = 'select * from "user" where "name" = $1';
  t.same([names.of(select, 1), names.of(select, 1), names.of(select, 1)], [undefined, 'sluice_1', 'sluice_1']);
  t.equal(names.of('select 2 where $1', 1), undefined);
  t.equal(names.of('select 2 where $1', 1), 'sluice_2');
  for (const [text, parameters] of [
    ['commit', 0],
    ['select $1 in (…)', 21],
  ] as const) {
    t.same([names.of(text, parameters), names.of(text, parameters)], [undefined, undefined], text);
  }
  names.of('alter table "user" add column "a" text', 0);
  t.equal(names.of(select, 1), undefined, 'after a change of tables a statement is new');
  t.equal(names.of(select, 1), 'sluice_3', 'under a name that no connection knows');
  for (let i = 0; i < 2000; i++) names.of(`select ${i} where $1`, 1);
  t.equal(names.of('select 1999 where $1', 1), undefined, 'one of too many');
});

t.test('a statement that is prepared survives what another gateway does to its table', async (t) =>
  eachStore(t, async (t, open) => {
    const [one, other] = [await open(), await open()];
    await sql`create table later (a integer)`.execute(one.db);
    await sql`insert into later values (1)`.execute(one.db);
    const read = async () => (await sql<object>`select * from later where a = ${1}`.execute(one.db)).rows;
    for (let i = 0; i < 3; i++) t.same(await read(), [{ a: 1 }]);
    await sql`alter table later add column b integer`.execute(other.db);
    const outcome = await read().catch((error) => error);
    // The connection that had prepared it is given up; the next one has not.
    if (outcome instanceof Error) t.match(outcome, { code: 'STORE_UNAVAILABLE' });
    if (one.engine === 'postgresql') t.same(await read(), [{ a: 1, b: null }]);
  }),
);
