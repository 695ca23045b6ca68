import t from 'tap';
import { testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

const ID = '6f8f57a0-5c57-4f4d-9d4b-0c3d0f3a1b01';
const OTHER = '6f8f57a0-5c57-4f4d-9d4b-0c3d0f3a1b02';

await eachStore(t, async (t, open) => {
  const { as, put, plane, nobody } = testPlane(t, await open(), { keepAudit: true });
  for (const user of ['ada', 'oskar']) await put('user', user, { displayName: user });
  for (const pool of ['office', 'lab']) await put('host-pool', pool, { displayName: pool });
  await put('role-assignment', 'ada', { principal: { user: 'ada' }, role: 'Administrator' });
  await put('role-assignment', 'oskar', {
    ...{ principal: { user: 'oskar' }, role: 'SessionOperator', scope: { hostPool: 'lab' } },
  });
  const connection = {
    kind: 'desktop',
    name: 'desk',
    applicationGroup: 'desk',
    remote: '::1',
    gateway: 'one',
  } as const;
  plane.trail.begin({ ...connection, activityId: ID, user: 'ada', hostPool: 'office' });
  plane.trail.checkpoint(ID, 'host', { host: 'desk-1' });
  plane.trail.end(ID, { code: 'HOST_TIMEOUT', cause: 'after 10 s', frames: 0, bytes: 0 });
  plane.trail.begin({ ...connection, activityId: OTHER, user: 'oskar', hostPool: 'lab' });
  await plane.trail.flush();
  const [ada, oskar] = [as('ada'), as('oskar')];

  await t.test('connections are shown to whoever may see them', async (t) => {
    t.match((await ada('GET', '/diagnostics')).body.items, [{ activityId: OTHER }, { activityId: ID }]);
    t.match((await oskar('GET', '/diagnostics')).body.items, [{ activityId: OTHER }]);
    t.equal((await oskar('GET', '/diagnostics')).body.items.length, 1);
    t.match((await ada('GET', '/diagnostics?outcome=failed&hostPool=office')).body.items, [
      { problem: { code: 'HOST_TIMEOUT' } },
    ]);
    t.match((await ada('GET', `/diagnostics/${ID}`)).body, { host: 'desk-1', checkpoints: [{ name: 'host' }] });
    t.equal((await oskar('GET', `/diagnostics/${ID}`)).status, 404, 'not even that it is there');
    t.equal((await oskar('GET', `/diagnostics/${OTHER}`)).status, 200);
    t.equal((await nobody('GET', '/diagnostics')).status, 401);
    t.equal((await ada('GET', '/diagnostics?outcome=odd')).status, 400);
  });

  await t.test('and exported as lines', async (t) => {
    const lines = (await ada('GET', '/diagnostics/export')).text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.match(lines, [{ activityId: OTHER }, { activityId: ID, checkpoints: [{ name: 'host' }] }]);
    t.equal((await oskar('GET', '/diagnostics/export')).text.trimEnd().split('\n').length, 1);
  });

  await t.test('the audit log is read and checked by those who may', async (t) => {
    const { items } = (await ada('GET', '/audit?outcome=refused')).body;
    t.match(items[0], { actor: 'oskar', action: 'diagnostics.read', outcome: 'refused', remote: '192.0.2.7' });
    t.match((await ada('POST', '/audit/verify')).body, { intact: true });
    t.equal((await oskar('GET', '/audit')).status, 403);
    t.equal((await oskar('POST', '/audit/verify')).status, 403);
  });
});
