import { randomBytes } from 'node:crypto';
import t from 'tap';
import { MAX_ADMIN_TOKEN_MS, makeAdminToken } from '../../../src/control/access/admin-token.js';
import { KeyRing } from '../../../src/control/store/key-ring.js';
import { testPlane } from '../../support/plane.js';
import { eachStore, testKeys } from '../../support/stores.js';

t.setTimeout(120_000);

const DAY_MS = 86_400_000;
const INVALID = { status: 401, body: { code: 'SIGN_IN_REQUIRED' } };

t.test('a token is made in a browser, shown once, and does no more than its role', async (t) => {
  await eachStore(t, async (t, open) => {
    let now = 1_800_000_000_000;
    const store = await open({ now: () => now });
    const { as, put, withToken, audited } = testPlane(t, store);
    await put('user', 'ada', { displayName: 'Ada' });
    await put('role-assignment', 'ada', { principal: { user: 'ada' }, role: 'Administrator' });
    const browser = as('ada');

    const made = await browser('POST', '/me/tokens', { body: { label: 'Script', role: 'Reader', days: 2 } });
    t.equal(made.status, 201);
    const { secret, token } = made.body;
    t.match(secret, /^sluice_[\w-]{43}$/);
    t.match(audited.at(-1), { actor: 'ada', action: 'token.create', outcome: 'done', detail: { role: 'Reader' } });
    const rows = JSON.stringify(await store.db.selectFrom('api_token').selectAll().execute());
    t.notMatch(rows + JSON.stringify(audited), secret.slice('sluice_'.length), 'it is kept nowhere');

    const program = withToken(secret);
    t.equal((await program('GET', '/host-pools')).status, 200);
    t.equal((await program('PUT', '/host-pools/x', { body: { displayName: 'X' } })).status, 403, 'a reader writes not');
    t.match(audited.at(-1), { actor: 'ada', outcome: 'refused', detail: { token: token.id } });
    t.match((await program('GET', '/me')).body, { user: 'ada', provider: 'token' });
    t.equal((await program('POST', '/me/tokens', { body: { label: 'More', role: 'Administrator' } })).status, 403);
    t.equal((await program('DELETE', `/me/tokens/${token.id}`)).status, 403, 'tokens are for browsers to make');
    t.match((await browser('GET', '/me/tokens')).body.items, [
      { label: 'Script', usedAt: new Date(now).toISOString() },
    ]);

    now += 2 * DAY_MS;
    t.match(await program('GET', '/host-pools'), INVALID, 'it expires');
    t.equal((await browser('DELETE', `/me/tokens/${token.id}`)).status, 204);
    t.equal((await browser('DELETE', `/me/tokens/${token.id}`)).status, 404);
  });
});

t.test('a token lasts no longer than what it stands for', async (t) => {
  await eachStore(t, async (t, open) => {
    const { put, withToken, plane } = testPlane(t, await open());
    const grant = { principal: { user: 'ada' }, role: 'Administrator' } as const;
    await put('user', 'ada', { displayName: 'Ada' });
    await put('role-assignment', 'ada', grant);
    const make = async () =>
      (await plane.tokens.create('ada', { label: 'x', role: 'Administrator', lifetimeMs: DAY_MS })).secret;
    const [first, second] = [await make(), await make()];
    const ask = withToken(first);
    t.equal((await ask('GET', '/host-pools')).status, 200);

    await plane.resources.remove('role-assignment', 'ada');
    await new Promise<void>((resolve) => {
      plane.store.changes.subscribe(({ name }) => name === 'last' && resolve());
      void put('workspace', 'last', { displayName: 'Last' });
    });
    t.equal((await ask('GET', '/host-pools')).status, 403, 'the role is gone');
    await put('user', 'ada', { displayName: 'Ada', disabled: true });
    t.match(await ask('GET', '/me'), { status: 403, body: { code: 'ACCOUNT_DISABLED' } });
    await plane.resources.remove('user', 'ada');
    t.match(await ask('GET', '/me'), INVALID, 'the person is gone');
    await put('user', 'ada', { displayName: 'Another Ada' });
    t.match(await withToken(second)('GET', '/me'), INVALID, 'another of that name inherits nothing');
  });
});

t.test('tokens that are none', async (t) => {
  await eachStore(t, async (t, open) => {
    const { withToken, as, put } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    for (const secret of ['x', 'sluice_', `sluice_${'A'.repeat(43)}`, `sluice_${'A'.repeat(44)}`, "sluice_' or 1=1"]) {
      t.match(await withToken(secret)('GET', '/me'), INVALID, secret);
    }
    const both = await as('ada')('GET', '/me', { headers: { authorization: 'Bearer sluice_x' } });
    t.match(both, INVALID, 'a cookie does not mend a wrong token');
  });
});

t.test('whoever has the key of the store administers for a while', async (t) => {
  await eachStore(t, async (t, open) => {
    const now = 1_800_000_000_000;
    const { withToken, audited } = testPlane(t, await open({ now: () => now }));
    const statusOf = async (token: string) => (await withToken(token)('GET', '/host-pools')).status;
    const good = makeAdminToken(testKeys, now + 60_000);
    t.equal((await withToken(good)('PUT', '/host-pools/x', { body: { displayName: 'X' } })).status, 201);
    t.match(audited.at(-1), { actor: 'local:administrator', outcome: 'done' });
    t.equal((await withToken(good)('POST', '/me/tokens', { body: { label: 'x', role: 'Administrator' } })).status, 403);
    t.equal(await statusOf(makeAdminToken(testKeys, now)), 401, 'expired');
    t.equal(await statusOf(makeAdminToken(testKeys, now + MAX_ADMIN_TOKEN_MS + 1)), 401, 'too long');
    t.equal(await statusOf(makeAdminToken(new KeyRing([randomBytes(32)]), now + 60_000)), 401, 'another key');
    const other = `sluice-local_${testKeys.seal(JSON.stringify({ until: now + 60_000 }), 'credential/x/password')}`;
    t.equal(await statusOf(other), 401, 'a sealed value of another place');
    const at = good.length - 20;
    const changed = good.slice(0, at) + (good[at] === 'A' ? 'B' : 'A') + good.slice(at + 1);
    t.equal(await statusOf(changed), 401, 'changed');
  });
});
