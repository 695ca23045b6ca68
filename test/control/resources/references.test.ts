import t from 'tap';
import { checkBody } from '../../../src/control/resources/check.js';
import type { KindName } from '../../../src/control/resources/kinds.js';
import { Resources } from '../../../src/control/resources/repository.js';
import { references } from '../../../src/control/resources/shape.js';
import { eachStore } from '../../support/stores.js';

async function publish(resources: Resources): Promise<void> {
  await resources.put('workspace', 'main', { displayName: 'Main' });
  await resources.put('host-pool', 'pool', { displayName: 'Pool' });
  await resources.put('application-group', 'apps', {
    displayName: 'Apps',
    type: 'RemoteApp',
    hostPool: 'pool',
    workspace: 'main',
  });
}

t.test('names are found wherever they stand, in unions too', async (t) => {
  const found = (kind: KindName, body: object) =>
    references(kind, checkBody(kind, body)).map(({ field, kind, name }) => `${field}: ${kind}/${name}`);
  const people = { include: [{ user: 'alice' }, { group: 'staff' }], exclude: [{ group: 'guests' }] };
  const policy = { displayName: 'Policy', people, resources: { exclude: ['apps'] }, grant: { control: 'block' } };
  t.same(found('access-policy', policy), [
    'people.include.0.user: user/alice',
    'people.include.1.group: group/staff',
    'people.exclude.0.group: group/guests',
    'resources.exclude.0: application-group/apps',
  ]);
  t.same(found('access-policy', { displayName: 'Policy' }), []);
  const role = { principal: { user: 'a' }, role: 'Reader' };
  t.same(found('role-assignment', role), ['principal.user: user/a']);
  t.same(found('role-assignment', { ...role, scope: { hostPool: 'b' } }), [
    'principal.user: user/a',
    'scope.hostPool: host-pool/b',
  ]);
  const claims = [{ provider: 'idp', value: 'x' }];
  t.same(found('group', { displayName: 'Group', claims }), ['claims.0.provider: identity-provider/idp']);
});

t.test('what is named must exist; each that does not is said with its field', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    const group = { displayName: 'Apps', type: 'RemoteApp', hostPool: 'pool', workspace: 'main' };
    await t.rejects(resources.put('application-group', 'apps', group), {
      code: 'REQUEST_INVALID',
      issues: [
        { path: 'hostPool', message: 'there is no host-pool "pool"' },
        { path: 'workspace', message: 'there is no workspace "main"' },
      ],
    });
    t.equal(await resources.get('application-group', 'apps'), undefined);
  }),
);

t.test('what is named cannot be removed; up to ten who name it are said', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await publish(resources);
    await t.rejects(resources.remove('host-pool', 'pool'), {
      code: 'CONFLICT',
      message: /host-pool\/pool: named by application-group\/apps$/,
    });
    for (let i = 10; i < 25; i++) {
      await resources.put('session-host', `host-${i}`, { hostPool: 'pool', address: `10.0.0.${i}` });
    }
    const error = await resources.remove('host-pool', 'pool').catch((error) => error);
    t.equal(error.message.match(/session-host/g).length, 9);
    t.match(error.message, /session-host\/host-18 and more$/);
    t.same(await resources.referencing('host-pool', 'pool', 'application-group'), [
      { kind: 'application-group', name: 'apps', field: 'hostPool' },
    ]);
    t.equal((await resources.referencing('host-pool', 'pool')).length, 16);
    await resources.remove('application-group', 'apps');
    t.equal(await resources.remove('workspace', 'main'), true);
  }),
);

t.test('a name that is given up may be removed', async (t) =>
  eachStore(t, async (t, open) => {
    const resources = new Resources(await open());
    await publish(resources);
    await resources.put('host-pool', 'other', { displayName: 'Other' });
    const group = (await resources.require('application-group', 'apps')).body;
    await resources.put('application-group', 'apps', { ...group, hostPool: 'other' });
    t.equal(await resources.remove('host-pool', 'pool'), true);
    await t.rejects(resources.remove('host-pool', 'other'), { code: 'CONFLICT' });
  }),
);

t.test('what is named at the same time as it is removed is either there or not named', async (t) =>
  eachStore(t, async (t, open) => {
    const gateways = [new Resources(await open()), new Resources(await open())];
    for (let round = 0; round < 10; round++) {
      const name = `group-${round}`;
      await gateways[0].put('group', name, { displayName: name });
      const [named, removed] = await Promise.allSettled([
        gateways[0].put('user', `user-${round}`, { displayName: 'User', groups: [name] }),
        gateways[1].remove('group', name),
      ]);
      t.not(named.status, removed.status, 'one of both');
      if (named.status === 'rejected')
        t.match(named.reason, { code: 'REQUEST_INVALID', issues: [{ path: 'groups.0' }] });
      if (removed.status === 'rejected') t.match(removed.reason, { code: 'CONFLICT' });
    }
  }),
);
