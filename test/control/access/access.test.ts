import t from 'tap';
import { readActionOf } from '../../../src/control/access/actions.js';
import type { Caller } from '../../../src/control/access/caller.js';
import { PERMISSIONS } from '../../../src/control/access/roles.js';
import { ROLES } from '../../../src/control/resources/kinds/people.js';
import { testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

t.setTimeout(120_000);

const caller = (user: string, more: Partial<Caller> = {}): Caller => ({
  ...{ user, displayName: user, groups: [], roles: [], session: 'x', remote: '192.0.2.1' },
  authentication: { provider: 'local', at: 0, methods: [], multiFactor: false },
  ...more,
});

t.test('roles allow no less and no more than they say', async (t) => {
  const { Administrator, Contributor, Reader, HostPoolOperator, SessionOperator, User } = PERMISSIONS;
  for (const role of ROLES) for (const action of PERMISSIONS[role]) t.ok(Administrator.has(action), action);
  t.strictSame(
    [...Reader].filter((action) => !/read$|evaluate$/.test(action)),
    [],
    'a reader changes nothing',
  );
  for (const action of Reader) t.ok(Contributor.has(action), action);
  for (const guarded of ['identity-provider', 'role-assignment', 'access-policy', 'user', 'group'] as const) {
    for (const role of [Contributor, HostPoolOperator, SessionOperator]) {
      t.notOk(role.has(`${guarded}.write`) || role.has(`${guarded}.delete`), guarded);
    }
  }
  t.strictSame(
    ROLES.filter((role) => PERMISSIONS[role].has('host-pool.entrust') || PERMISSIONS[role].has('person.operate')),
    ['Administrator'],
  );
  t.strictSame(
    ROLES.filter((role) => PERMISSIONS[role].has('session.shadow')),
    ['SessionOperator', 'Administrator'],
  );
  t.equal(User.size, 0);
  t.equal(readActionOf('session.logoff'), 'session.read');
  t.equal(readActionOf('host-pool.entrust'), 'host-pool.read');
  t.equal(readActionOf('person.operate'), 'person.operate', 'where nothing shows it');
});

t.test('a role reaches what belongs to its scope', async (t) => {
  await eachStore(t, async (t, open) => {
    const { plane, put, audited } = testPlane(t, await open());
    const { access } = plane;
    await put('user', 'oli', { displayName: 'Oli' });
    for (const name of ['mine', 'other']) {
      await put('host-pool', name, { displayName: name });
      await put('workspace', name, { displayName: name });
      await put('application-group', name, { displayName: name, type: 'Desktop', hostPool: name, workspace: name });
    }
    const oli = caller('oli');
    const session = (pool: string, applicationGroup?: string) => ({
      kind: 'session',
      name: 's1',
      within: [
        { kind: 'host-pool' as const, name: pool },
        ...(applicationGroup ? [{ kind: 'application-group' as const, name: applicationGroup }] : []),
      ],
    });
    t.strictSame(await access.reach(oli, 'session.read'), { hostPools: [], applicationGroups: [] });
    const grant = { principal: { user: 'oli' }, role: 'SessionOperator' } as const;

    await put('role-assignment', 'oli', { ...grant, scope: { hostPool: 'mine' } });
    await settled(plane.store, put);
    t.strictSame(await access.reach(oli, 'session.read'), { hostPools: ['mine'], applicationGroups: ['mine'] });
    t.ok(await access.allows(oli, 'session.logoff', session('mine')));
    t.notOk(await access.allows(oli, 'session.logoff', session('other')));
    await t.rejects(access.authorize(oli, 'session.logoff', session('other')), { code: 'NOT_FOUND' });
    await t.rejects(access.authorize(oli, 'session.logoff'), { code: 'FORBIDDEN' });
    await t.rejects(access.authorize(oli, 'host-pool.write', { kind: 'host-pool', name: 'mine' }), {
      code: 'FORBIDDEN',
    });
    t.match(audited.at(-1), { actor: 'oli', action: 'host-pool.write', target: 'host-pool/mine', outcome: 'refused' });

    await put('role-assignment', 'oli', { ...grant, scope: { workspace: 'other' } });
    await settled(plane.store, put);
    t.strictSame(await access.reach(oli, 'session.read'), { hostPools: [], applicationGroups: ['other'] });
    t.ok(await access.allows(oli, 'session.logoff', session('other', 'other')), 'by the group in the workspace');
    t.notOk(await access.allows(oli, 'session.logoff', session('other')));

    await put('role-assignment', 'oli', grant);
    await settled(plane.store, put);
    t.equal(await access.reach(oli, 'session.read'), 'everywhere');
    t.ok((await access.permissions(oli)).everywhere.includes('session.shadow'));

    const limited = caller('oli', { token: { id: 't', limit: 'Reader' } });
    t.ok(await access.allows(limited, 'session.read'));
    t.notOk(await access.allows(limited, 'session.logoff'), 'a token does no more than its role');
    const nothing = caller('oli', { token: { id: 't', limit: 'User' } });
    t.strictSame((await access.permissions(nothing)).somewhere, []);
  });
});

/** On PostgreSQL changes are told a moment later, in order. */
async function settled(
  store: Parameters<typeof testPlane>[1],
  put: ReturnType<typeof testPlane>['put'],
): Promise<void> {
  const name = `s${Math.random().toString(36).slice(2)}`;
  const told = new Promise<void>((resolve) => {
    const stop = store.changes.subscribe((change) => {
      if (change.name !== name) return;
      stop();
      resolve();
    });
  });
  await put('image', name, { displayName: name, version: '1' });
  await told;
}
