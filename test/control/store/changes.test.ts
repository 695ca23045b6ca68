import { EventEmitter, once } from 'node:events';
import { sql } from 'kysely';
import t from 'tap';
import type { Change } from '../../../src/control/store/changes.js';
import { openStore } from '../../../src/control/store/open.js';
import type { Store } from '../../../src/control/store/store.js';
import { missingPostgresql } from '../../support/postgresql.js';
import { eachStore, sharedPostgresql, testKeys } from '../../support/stores.js';

/** Collects changes; `until` waits for one of a name, and says what came so far. */
function listen(store: Store) {
  const heard: string[] = [];
  const emitter = new EventEmitter();
  store.changes.subscribe(({ kind, name }) => {
    heard.push(`${kind}/${name}`);
    emitter.emit('heard');
  });
  return async (name: string): Promise<string[]> => {
    while (!heard.includes(name)) await once(emitter, 'heard');
    return heard.splice(0);
  };
}

const inOne = (store: Store, ...changes: Change[]) =>
  store.transaction(async (_, changed) => {
    for (const change of changes) changed(change);
  });

t.test('changes of a transaction are told after it, in order, and never when it failed', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const until = listen(store);
    const failed = store.transaction(async (_, changed) => {
      changed({ kind: 'group', name: 'failed' });
      throw new Error('no');
    });
    await t.rejects(failed);
    await inOne(store, { kind: 'group', name: 'a' }, { kind: 'user', name: 'b/c' }, { kind: 'end', name: '1' });
    t.same(await until('end/1'), ['group/a', 'user/b/c', 'end/1']);
    store.changes.publish({ kind: 'end', name: '2' });
    t.same(await until('end/2'), ['end/2']);
  }),
);

t.test('a listener finds what it is told of, and one that fails disturbs nobody', async (t) =>
  eachStore(t, async (t, open) => {
    const failures: object[] = [];
    const logger = { ...quiet, error: (fields: object) => void failures.push(fields) };
    const store = await open({ logger });
    store.changes.subscribe(() => {
      throw new Error('of a listener');
    });
    const seen = new Promise<number>((resolve) => {
      store.changes.subscribe(() => {
        void store.db
          .selectFrom('property')
          .select('name')
          .where('name', '=', 'new')
          .execute()
          .then((rows) => resolve(rows.length));
      });
    });
    await store.transaction(async (tx, changed) => {
      changed({ kind: 'property', name: 'new' });
      await tx.insertInto('property').values({ name: 'new', value: '' }).execute();
    });
    t.equal(await seen, 1);
    t.match(failures, [{ err: { message: 'of a listener' } }]);
  }),
);

t.test('who stops listening hears nothing more', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const until = listen(store);
    const heard: string[] = [];
    const stop = store.changes.subscribe(({ name }) => heard.push(name));
    await inOne(store, { kind: 'end', name: '1' });
    await until('end/1');
    stop();
    await inOne(store, { kind: 'end', name: '2' });
    await until('end/2');
    t.same(heard, ['1']);
  }),
);

t.test('PostgreSQL', { skip: missingPostgresql() ?? false }, async (t) => {
  const url = await (await sharedPostgresql(t)).createDatabase();
  const [one, other] = [await openStore({ url, keys: testKeys }), await openStore({ url, keys: testKeys })];
  t.teardown(() => Promise.all([one.close(), other.close()]));

  await t.test('every gateway hears of a change', async (t) => {
    const [here, there] = [listen(one), listen(other)];
    await inOne(one, { kind: 'group', name: 'a' });
    t.same([await here('group/a'), await there('group/a')], [['group/a'], ['group/a']]);
  });

  await t.test('a listener that lost its connection is told that anything may have changed', async (t) => {
    const there = listen(other);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`.execute(one.db);
    await there('*/*');
    await inOne(one, { kind: 'group', name: 'b' });
    t.ok((await there('group/b')).includes('group/b'));
  });

  await t.test('a query after all connections were lost works', async (t) => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`.execute(
      one.db,
    );
    const lost = await other.db
      .selectFrom('property')
      .select('name')
      .execute()
      .catch((error) => error);
    if (lost instanceof Error) t.match(lost, { code: 'STORE_UNAVAILABLE' });
    t.same(await other.db.selectFrom('property').select('name').execute(), [{ name: 'key-check' }]);
  });
});

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
