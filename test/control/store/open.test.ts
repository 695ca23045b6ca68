import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import t from 'tap';
import { newKey } from '../../../src/control/store/key-file.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';
import { openStore } from '../../../src/control/store/open.js';
import { missingPostgresql } from '../../support/postgresql.js';
import { eachStore, sharedPostgresql, testKeys } from '../../support/stores.js';

t.test('several gateways that start at once make one store', async (t) =>
  eachStore(t, async (t, open) => {
    const stores = await Promise.all([open(), open(), open(), open()]);
    await stores[0].db.insertInto('property').values({ name: 'a', value: 'b' }).execute();
    for (const { db } of stores) t.equal((await db.selectFrom('property').selectAll().execute()).length, 2);
  }),
);

t.test('a store that a newer version has written is refused and stays as it is', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const migrations = store.db as unknown as Kysely<{ migration: { name: string; timestamp: string } }>;
    await migrations.insertInto('migration').values({ name: '9999-later', timestamp: '' }).execute();
    await t.rejects(open(), { code: 'STORE_NEWER', message: /9999-later/ });
  }),
);

t.test('other keys than those of the store are refused before anything is sealed with them', async (t) =>
  eachStore(t, async (t, open) => {
    await open();
    await t.rejects(open({ keys: new KeyRing([newKey()]) }), { code: 'STORE_SEALED' });
    await open();
  }),
);

t.test('a store that cannot be reached says so, and nothing of its address', async (t) => {
  const keys = testKeys;
  await t.rejects(openStore({ keys, url: 'postgres://sluice:hidden@127.0.0.1:1/sluice' }), {
    code: 'STORE_UNAVAILABLE',
    message: /^(?!.*hidden).*ECONNREFUSED/,
  });
  for (const url of ['hidden', 'mysql://sluice:hidden@localhost/sluice', 'postgres://sluice:hid den@[/sluice', '']) {
    await t.rejects(openStore({ keys, url }), { code: 'CONFIG_INVALID', message: /^(?!.*hid).*store\.url/ }, url);
  }
  const folder = t.testdir({ file: 'this is text' });
  await t.rejects(openStore({ keys, file: join(folder, 'file', 'store.db') }), { code: 'STORE_UNAVAILABLE' });
  writeFileSync(join(folder, 'text.db'), 'this is text and no database, for a hundred bytes and more'.repeat(20));
  await t.rejects(openStore({ keys, file: join(folder, 'text.db') }), { code: 'STORE_UNAVAILABLE' });
});

t.test('a database that cannot be used says why', { skip: missingPostgresql() ?? false }, async (t) => {
  const url = await (await sharedPostgresql(t)).createDatabase();
  const open = (url: string) => openStore({ keys: testKeys, url });
  const missing = open(url.replace(/test_\d+/, 'nowhere'));
  await t.rejects(missing, { code: 'STORE_UNAVAILABLE', message: /"nowhere" does not exist/ });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create role reader login');
  await client.end();
  const forbidden = open(url.replace('user=postgres', 'user=reader'));
  await t.rejects(forbidden, { code: 'STORE_UNAVAILABLE', message: /permission denied/ });
});

t.test('a server that takes connections and says nothing does not keep the gateway waiting', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await t.rejects(openStore({ keys: testKeys, url: `postgres://sluice@127.0.0.1:${port}/sluice` }), {
    code: 'STORE_UNAVAILABLE',
  });
  server.close();
});

t.test('the file is for its user only, and a commit is on the disk', async (t) => {
  const folder = join(t.testdir(), 'data');
  const file = join(folder, 'store.db');
  const store = await openStore({ file, keys: testKeys });
  await store.db.insertInto('property').values({ name: 'a', value: 'b' }).execute();
  const mode = (path: string): number => statSync(path).mode & 0o777;
  t.same([folder, file, `${file}-wal`, `${file}-shm`].map(mode), [0o700, 0o600, 0o600, 0o600]);
  const pragma = async (name: string) =>
    Object.values((await sql<object>`pragma ${sql.raw(name)}`.execute(store.db)).rows[0])[0];
  t.equal(await pragma('journal_mode'), 'wal');
  t.equal(await pragma('synchronous'), 2, 'full');
  t.equal(await pragma('foreign_keys'), 1);
  await store.close();
});

t.test('a file that others may read is closed to them', async (t) => {
  const folder = t.testdir();
  mkdirSync(join(folder, 'data'));
  const file = join(folder, 'data', 'store.db');
  writeFileSync(file, '', { mode: 0o644 });
  await (await openStore({ file, keys: testKeys })).close();
  t.equal(statSync(file).mode & 0o777, 0o600);
});
