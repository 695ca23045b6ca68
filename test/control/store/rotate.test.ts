import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { tablesOf } from '../../../src/control/store/catalog.js';
import { newKey } from '../../../src/control/store/key-file.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';
import { resealStore } from '../../../src/control/store/rotate.js';
import { SEALED_COLUMNS } from '../../../src/control/store/sealed-columns.js';
import type { Store } from '../../../src/control/store/store.js';
import { eachStore } from '../../support/stores.js';
import { fill } from './filled.js';

const SECRETS = 210 + 1 + 1; // credentials, a client's, and the check of the keys

const opened = async (store: Store) => {
  const resources = new Resources(store);
  return [
    await resources.openSecrets('credential', 'user-0204'),
    await resources.openSecrets('identity-provider', 'idp'),
  ];
};
const SECRET = [{ password: 'secret of user-0204' }, { clientSecret: 'of the client' }];

t.test('after a rotation the new key is enough', async (t) =>
  eachStore(t, async (t, open) => {
    const [before, after] = [newKey(), newKey()];
    const store = await open({ keys: new KeyRing([before]) });
    await fill(store);
    const resources = new Resources(store);
    const version = (await resources.require('credential', 'user-0204')).version;
    const both = await open({ keys: new KeyRing([after, before]) });
    t.same(await opened(both), SECRET);
    t.equal(await resealStore(both), SECRETS);
    t.equal(await resealStore(both), 0, 'there is nothing to do twice');
    const alone = await open({ keys: new KeyRing([after]) });
    t.same(await opened(alone), SECRET);
    t.equal((await resources.require('credential', 'user-0204')).version, version, 'nobody changed it');
    await t.rejects(opened(store), { code: 'STORE_SEALED' }, 'a gateway without the new key says so');
  }),
);

t.test('a rotation that ends half-way loses nothing, and goes on', async (t) =>
  eachStore(t, async (t, open) => {
    const [before, after] = [newKey(), newKey()];
    await fill(await open({ keys: new KeyRing([before]) }));
    const store = await open({ keys: new KeyRing([after, before]) });
    let transactions = 0;
    const failing: Store = {
      ...store,
      transaction: (work) => {
        if (++transactions > 2) throw new Error('power cut');
        return store.transaction(work);
      },
    };
    await t.rejects(resealStore(failing), { message: 'power cut' });
    t.same(await opened(store), SECRET);
    const rest = await resealStore(store);
    t.ok(0 < rest && rest < SECRETS, `${rest} were left`);
    t.same(await opened(await open({ keys: new KeyRing([after]) })), SECRET);
  }),
);

t.test('every column that holds sealed values is there', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const tables = await tablesOf(store.db as unknown as Kysely<never>, store.engine);
    for (const { table, key, column } of SEALED_COLUMNS) {
      const columns = tables.find(({ name }) => name === table)?.columns ?? [];
      for (const name of [...key, column]) t.ok(columns.includes(name), `${table}.${name}`);
    }
  }),
);

/** Who seals, and what becomes of it. What goes into the store has a line in `SEALED_COLUMNS`. */
const SEALERS: Readonly<Record<string, string>> = {
  'resources/secrets.ts': 'resource.sealed',
  'store/key-check.ts': 'property.value',
  'store/rotate.ts': 'all of them',
  'identity/sessions.ts': 'browser_session.id_token',
  'identity/pending.ts': 'sign_in.state',
  'identity/totp.ts': 'account.totp',
  'identity/known-device.ts': 'a cookie',
  'access/admin-token.ts': 'a token',
  'broker/grants.ts': 'grant_key.secret',
};

t.test('whoever seals something is known here', async (t) => {
  const control = fileURLToPath(new URL('../../../../src/control', import.meta.url));
  const files = readdirSync(control, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sealers = files.filter((file) => /\.seal\(/.test(readFileSync(join(control, file), 'utf8')));
  t.ok(sealers.length > 5, 'they were found');
  t.same(
    sealers.filter((file) => !(file in SEALERS)),
    [],
    'a rotation of keys knows their columns',
  );
});
