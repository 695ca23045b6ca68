/** Ways to more than one was given, each with its refusal. */
import t from 'tap';
import { type TestPlane, testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

t.setTimeout(120_000);

const REFUSED = { status: 403, body: { code: 'FORBIDDEN' } };
const PATCH = { 'content-type': 'application/merge-patch+json' };

/** Somebody with a role. */
async function person(
  { put, as }: TestPlane,
  user: string,
  role: 'Administrator' | 'Contributor' | 'Reader' | 'HostPoolOperator',
  scope: '/' | { hostPool: string } = '/',
) {
  await put('user', user, { displayName: user });
  await put('role-assignment', `of-${user}`, { principal: { user }, role, scope });
  return as(user);
}

t.test('a contributor does not become an administrator', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    const { put, audited } = test;
    const ask = await person(test, 'cora', 'Contributor');
    await put('group', 'admins', { displayName: 'Administrators' });
    await put('role-assignment', 'admins', { principal: { group: 'admins' }, role: 'Administrator' });

    const own = { principal: { user: 'cora' }, role: 'Administrator' };
    t.match(await ask('PUT', '/role-assignments/mine', { body: own }), REFUSED);
    t.match(
      await ask('PATCH', '/role-assignments/of-cora', { body: { role: 'Administrator' }, headers: PATCH }),
      REFUSED,
    );
    t.match(await ask('PATCH', '/users/cora', { body: { groups: ['admins'] }, headers: PATCH }), REFUSED, 'by a group');
    const claim = { displayName: 'Administrators', claims: [] };
    t.match(await ask('PUT', '/groups/admins', { body: claim }), REFUSED, 'by a claim');
    const provider = { displayName: 'Mine', issuer: 'https://mine.example', clientId: 'x' };
    t.match(await ask('PUT', '/identity-providers/mine', { body: provider }), REFUSED, 'by a provider');
    t.match(await ask('PUT', '/access-policies/p', { body: { displayName: 'P' } }), REFUSED);
    t.match(audited.at(-1), { actor: 'cora', action: 'access-policy.write', outcome: 'refused', remote: '192.0.2.7' });
    t.equal(audited.filter(({ outcome }) => outcome === 'refused').length, 6, 'every refusal is written down');
  });
});

t.test('who administers a pool gives roles there, and nowhere else', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    const { put } = test;
    for (const pool of ['mine', 'other']) await put('host-pool', pool, { displayName: pool });
    const ask = await person(test, 'pia', 'Administrator', { hostPool: 'mine' });
    await put('user', 'tom', { displayName: 'Tom' });
    const give = (name: string, role: string, scope: unknown) =>
      ask('PUT', `/role-assignments/${name}`, { body: { principal: { user: 'tom' }, role, scope } });

    t.equal((await give('t1', 'SessionOperator', { hostPool: 'mine' })).status, 201);
    t.equal((await give('t2', 'SessionOperator', { hostPool: 'other' })).status, 404);
    t.equal((await give('t3', 'Reader', '/')).status, 404);
    t.equal((await give('of-pia', 'Administrator', '/')).status, 403, 'nor widens her own');
    t.equal((await give('t1', 'SessionOperator', { hostPool: 'other' })).status, 403, 'nor moves what she gave');
    t.equal((await ask('DELETE', '/role-assignments/t1')).status, 204);
    t.equal(
      (await ask('PUT', '/host-pools/third', { body: { displayName: 'Third' } })).status,
      404,
      'as of one that is there',
    );
  });
});

t.test('nobody runs commands on the gateway, or collects passwords, who was not entrusted with that', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    const { put } = test;
    await put('host-pool', 'office', { displayName: 'Office' });
    await put('user', 'boss', { displayName: 'Boss' });
    await put('credential', 'of-boss', { displayName: 'Boss', userName: 'boss', password: 'x', owner: 'boss' });
    await put('credential', 'shared', { displayName: 'Shared', userName: 'shared', password: 'x' });
    const contributor = await person(test, 'cora', 'Contributor');
    const operator = await person(test, 'oli', 'HostPoolOperator', { hostPool: 'office' });
    const local = await person(test, 'pia', 'Administrator', { hostPool: 'office' });
    const administrator = await person(test, 'ada', 'Administrator');

    const exec = { provider: { type: 'exec', start: ['/bin/sh', '-c', 'true'] } };
    const mapped = { credentials: { mode: 'mapped' } };
    const portal = { credentials: { mode: 'portal' } };
    const personal = { credentials: { mode: 'vault', credential: 'of-boss' } };
    const shared = { credentials: { mode: 'vault', credential: 'shared' } };
    const patch = async (ask: typeof operator, body: object) =>
      (await ask('PATCH', '/host-pools/office', { body, headers: PATCH })).status;

    for (const change of [exec, mapped, portal, personal]) {
      for (const ask of [contributor, operator]) t.equal(await patch(ask, change), 403, JSON.stringify(change));
      t.equal(await patch(local, change), change === personal ? 404 : 403, JSON.stringify(change));
    }
    t.equal(await patch(operator, shared), 403, 'a credential that they may not see');
    t.equal(
      await patch(operator, { credentials: { mode: 'vault', credential: 'none' } }),
      403,
      'is one that is not there',
    );
    t.equal(await patch(contributor, shared), 200);
    t.equal(await patch(administrator, exec), 200);
    t.equal(await patch(operator, { maxSessions: 3 }), 200, 'the rest of such a pool may be changed');
    t.equal(await patch(operator, { provider: { ...exec.provider, start: ['/bin/sh', '-c', 'false'] } }), 403);

    const owner = { displayName: 'Boss', userName: 'boss', owner: 'cora' };
    t.equal((await contributor('PUT', '/credentials/of-boss', { body: owner })).status, 403, 'owners stay');
    t.equal((await contributor('PUT', '/credentials/new', { body: owner })).status, 403);
    t.equal((await administrator('PUT', '/credentials/new', { body: owner })).status, 201);
  });
});

t.test('things are not moved out of a scope, or into one', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    const { put } = test;
    for (const pool of ['mine', 'other']) await put('host-pool', pool, { displayName: pool });
    await put('session-host', 'one', { hostPool: 'mine', address: 'one.example' });
    await put('session-host', 'two', { hostPool: 'other', address: 'two.example' });
    const ask = await person(test, 'oli', 'HostPoolOperator', { hostPool: 'mine' });
    const host = (hostPool: string, address: string) => ({ body: { hostPool, address } });

    t.equal((await ask('PUT', '/session-hosts/one', host('other', 'one.example'))).status, 403);
    t.equal((await ask('PUT', '/session-hosts/two', host('mine', 'two.example'))).status, 404, 'it may not be known');
    t.equal(
      (await ask('PUT', '/session-hosts/three', host('other', 'three.example'))).status,
      404,
      'nor whether it is there',
    );
    t.equal((await ask('PUT', '/session-hosts/three', host('mine', 'three.example'))).status, 201);
    t.equal(
      (await ask('PUT', '/session-hosts/one', { body: { ...host('mine', 'one.example').body, drain: true } })).status,
      200,
    );
    t.equal((await ask('GET', '/session-hosts/two')).status, 404);
    t.equal((await ask('GET', '/session-hosts/none')).status, 404, 'as what is not there');
    t.strictSame(
      (await ask('GET', '/session-hosts')).body.items.map(({ name }: { name: string }) => name),
      ['one', 'three'],
    );
  });
});

t.test('somebody is always left who may do everything', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    const ask = await person(test, 'ada', 'Administrator');
    t.match(await ask('DELETE', '/role-assignments/of-ada'), { status: 409, body: { code: 'CONFLICT' } });
    const less = { principal: { user: 'ada' }, role: 'Reader' };
    t.equal((await ask('PUT', '/role-assignments/of-ada', { body: less })).status, 409);
    await person(test, 'eve', 'Administrator');
    t.equal((await ask('DELETE', '/role-assignments/of-ada')).status, 204);
    t.equal((await ask('DELETE', '/role-assignments/of-eve')).status, 403, 'at once');
  });
});

t.test('roles come from groups and from claims, and go with them', async (t) => {
  await eachStore(t, async (t, open) => {
    const { put, as, plane } = testPlane(t, await open());
    await put('user', 'gus', { displayName: 'Gus' });
    await put('group', 'readers', { displayName: 'Readers' });
    await put('role-assignment', 'readers', { principal: { group: 'readers' }, role: 'Reader' });
    const may = async (ask: ReturnType<typeof as>) => (await ask('GET', '/host-pools')).status === 200;
    t.notOk(await may(as('gus')));
    t.ok(await may(as('gus', { groups: ['readers'] })));
    t.ok(await may(as('gus', { roles: ['Reader'] })));
    t.notOk(await may(as('gus', { roles: ['reader', 'Root', ''] })), 'a claim of another name is no role');
    await put('user', 'gus', { displayName: 'Gus', groups: ['readers'] });
    t.ok(await may(as('gus')));
    await plane.resources.remove('role-assignment', 'readers');
    await new Promise<void>((resolve) => {
      plane.store.changes.subscribe(({ name }) => name === 'last' && resolve());
      void put('workspace', 'last', { displayName: 'Last' });
    });
    t.notOk(await may(as('gus')));
  });
});
