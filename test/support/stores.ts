/** Runs a test on both engines of the store. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Test } from 'tap';
import { KeyRing } from '../../src/control/store/key-ring.js';
import { openStore, type StoreOptions } from '../../src/control/store/open.js';
import type { Store } from '../../src/control/store/store.js';
import { missingPostgresql, type Postgresql, startPostgresql } from './postgresql.js';

/** Where a store is: an address, or a file. */
export type StorePlace = { readonly url: string } | { readonly file: string };

/** Opens the test's store, as often as wanted: each is what one gateway has. All are closed when the test ends. */
export type OpenStore = (options?: Partial<Omit<StoreOptions, 'url' | 'file'>>) => Promise<Store>;

/** Keys of all stores that are not given others. */
export const testKeys = new KeyRing([randomBytes(32)]);

let server: Promise<Postgresql> | undefined;

/** The server of this process, started when it is first asked for. */
export function sharedPostgresql(t: Test): Promise<Postgresql> {
  if (!server) {
    server = startPostgresql();
    let top = t;
    while (top.parent) top = top.parent as Test;
    top.teardown(async () => (await server!).stop());
  }
  return server;
}

type Body = (t: Test, open: OpenStore, place: StorePlace) => Promise<void>;

/** The body once on SQLite and once on PostgreSQL, each with a store of its own. */
export async function eachStore(t: Test, body: Body): Promise<void> {
  await t.test('SQLite', async (t) => {
    await withPlace(t, { file: join(t.testdir(), 'data', 'store.db') }, body);
  });
  await t.test('PostgreSQL', { skip: missingPostgresql() ?? false }, async (t) => {
    await withPlace(t, { url: await (await sharedPostgresql(t)).createDatabase() }, body);
  });
}

async function withPlace(t: Test, place: StorePlace, body: Body): Promise<void> {
  const stores: Store[] = [];
  const open: OpenStore = async (options = {}) => {
    const store = await openStore({ keys: testKeys, ...options, ...place });
    stores.push(store);
    return store;
  };
  try {
    await body(t, open, place);
  } finally {
    await Promise.all(stores.map((store) => store.close()));
  }
}
