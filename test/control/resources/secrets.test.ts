import t from 'tap';
import { Resources } from '../../../src/control/resources/repository.js';
import { newKey } from '../../../src/control/store/key-file.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';
import { eachStore, testKeys } from '../../support/stores.js';

const account = { displayName: 'Service', userName: 'service' };

t.test('a secret is kept sealed, and stays until it is given anew', async (t) =>
  eachStore(t, async (t, open) => {
    const store = await open();
    const resources = new Resources(store);
    const put = (body: object) => resources.put('credential', 'service', { ...account, ...body });
    const made = await put({ password: 'first' });
    t.same(made.resource.secrets, ['password']);
    t.notMatch(JSON.stringify(made), 'first');
    t.notMatch(JSON.stringify(await store.db.selectFrom('resource').selectAll().execute()), 'first');
    t.same(await resources.openSecrets('credential', 'service'), { password: 'first' });

    t.match(await put({}), { changed: false, resource: { version: 1, secrets: ['password'] } }, 'left out');
    t.match(await put({ password: 'first' }), { changed: false, resource: { version: 1 } }, 'the same');
    t.match(await put({ password: 'second' }), { changed: true, resource: { version: 2 } });
    t.same(await resources.openSecrets('credential', 'service'), { password: 'second' });
    t.match(await put({ domain: 'corp' }), { changed: true, resource: { version: 3, secrets: ['password'] } });
    t.match(await put({ domain: 'corp', password: '' }), { changed: true, resource: { version: 4, secrets: [] } });
    t.same(await resources.openSecrets('credential', 'service'), {});
    await t.rejects(resources.openSecrets('credential', 'nobody'), { code: 'NOT_FOUND' });
  }),
);

t.test('a secret does not open in another resource', async (t) =>
  eachStore(t, async (t, open) => {
    const { db } = await open();
    const resources = new Resources(await open());
    await resources.put('credential', 'mine', { ...account, password: 'mine' });
    await resources.put('credential', 'yours', { ...account, password: 'yours' });
    const { sealed } = await db
      .selectFrom('resource')
      .select('sealed')
      .where('name', '=', 'yours')
      .executeTakeFirstOrThrow();
    await db.updateTable('resource').set({ sealed }).where('name', '=', 'mine').execute();
    await t.rejects(resources.openSecrets('credential', 'mine'), { code: 'STORE_SEALED' });
  }),
);

t.test('a secret whose key is lost is replaced by giving it anew', async (t) =>
  eachStore(t, async (t, open) => {
    const lost = new KeyRing([newKey()]);
    const { db } = await open();
    const resources = new Resources(await open({ keys: testKeys }));
    await resources.put('credential', 'service', { ...account, password: 'a' });
    const sealed = JSON.stringify({ password: lost.seal('a', 'credential/service/password') });
    await db.updateTable('resource').set({ sealed }).execute();
    await t.rejects(resources.openSecrets('credential', 'service'), { code: 'STORE_SEALED' });
    await resources.put('credential', 'service', { ...account, domain: 'others are still changed' });
    await resources.put('credential', 'service', { ...account, password: 'a' });
    t.same(await resources.openSecrets('credential', 'service'), { password: 'a' });
  }),
);
