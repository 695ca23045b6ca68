import t from 'tap';
import { testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

t.setTimeout(120_000);

const ADMINISTRATOR = { roles: ['Administrator'] };
const OFFICE = { displayName: 'Office' };

t.test('resources are made, read, changed and removed', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put, audited } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    const ask = as('ada', ADMINISTRATOR);

    const made = await ask('PUT', '/host-pools/office', { body: OFFICE });
    t.equal(made.status, 201);
    t.equal(made.headers.get('etag'), '"v1"');
    t.equal(made.headers.get('location'), '/api/host-pools/office');
    t.match(made.body, {
      kind: 'HostPool',
      name: 'office',
      version: 1,
      spec: { displayName: 'Office', maxSessions: 10 },
    });
    t.match(audited.at(-1), { actor: 'ada', target: 'host-pool/office', outcome: 'done', remote: '192.0.2.7' });
    t.equal(audited.at(-1)?.action, 'host-pool.write');

    const count = audited.length;
    const again = await ask('PUT', '/host-pools/office', { body: OFFICE });
    t.equal(again.status, 200);
    t.equal(again.headers.get('etag'), '"v1"', 'the same again changes nothing');
    t.equal(audited.length, count, 'nor is there anything to write down');

    const read = await ask('GET', '/host-pools/office');
    t.strictSame(read.body, again.body);
    t.equal((await ask('GET', '/host-pools/office', { headers: { 'if-none-match': '"v1"' } })).status, 304);
    t.equal((await ask('GET', '/host-pools/office', { headers: { 'if-none-match': 'W/"v1", "x"' } })).status, 304);

    const roundTrip = await ask('PUT', '/host-pools/office', { body: read.body.spec });
    t.equal(roundTrip.body.version, 1, 'what is read can be put');

    const patch = { 'content-type': 'application/merge-patch+json' };
    const patched = await ask('PATCH', '/host-pools/office', { body: { maxSessions: 3 }, headers: patch });
    t.match(patched.body, { version: 2, spec: { maxSessions: 3, displayName: 'Office' } });
    const reset = await ask('PATCH', '/host-pools/office', { body: { maxSessions: null }, headers: patch });
    t.match(reset.body, { version: 3, spec: { maxSessions: 10 } }, 'null goes back to the default');
    t.equal((await ask('PATCH', '/host-pools/none', { body: {}, headers: patch })).status, 404);

    t.equal((await ask('DELETE', '/host-pools/office')).status, 204);
    t.equal((await ask('GET', '/host-pools/office')).status, 404);
    t.equal((await ask('DELETE', '/host-pools/office')).status, 404);
  });
});

t.test('a change says which version it changes', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    const ask = as('ada', ADMINISTRATOR);
    const change = (headers: Record<string, string>, displayName = 'X') =>
      ask('PUT', '/workspaces/work', { body: { displayName }, headers });
    const statusOf = async (headers: Record<string, string>, displayName?: string) =>
      (await change(headers, displayName)).status;

    t.equal(await statusOf({ 'if-match': '*' }), 412, 'there is none yet');
    t.equal(await statusOf({ 'if-match': '"v1"' }), 412);
    t.equal(await statusOf({ 'if-none-match': '*' }), 201);
    t.equal(await statusOf({ 'if-none-match': '*' }), 412);
    t.equal(await statusOf({ 'if-match': '"v1"' }, 'Y'), 200);
    t.match((await change({ 'if-match': '"v1"' }, 'Z')).body, { code: 'PRECONDITION_FAILED', status: 412 });
    t.equal(await statusOf({ 'if-match': 'W/"v2"' }), 412, 'a weak tag matches nothing');
    t.equal(await statusOf({ 'if-match': '"other"' }), 412);
    t.match((await change({ 'if-match': 'v2' })).body.issues, [{ path: 'If-Match' }]);
    t.match((await change({ 'if-none-match': '"v2"' })).body.issues, [{ path: 'If-None-Match' }]);
    t.equal(await statusOf({ 'if-match': '"v2"', 'if-none-match': '*' }), 400);
    t.equal((await ask('DELETE', '/workspaces/work', { headers: { 'if-match': '"v1"' } })).status, 412);
    t.equal((await ask('DELETE', '/workspaces/work', { headers: { 'if-match': '"v2"' } })).status, 204);
  });
});

t.test('two who change at once without a version: both changes are made', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    await put('workspace', 'work', { displayName: 'Work' });
    const ask = as('ada', ADMINISTRATOR);
    const headers = { 'content-type': 'application/merge-patch+json' };
    const [one, other] = await Promise.all([
      ask('PATCH', '/workspaces/work', { body: { displayName: 'New' }, headers }),
      ask('PATCH', '/workspaces/work', { body: { description: 'New, too' }, headers }),
    ]);
    t.strictSame([one.status, other.status], [200, 200]);
    const { body } = await ask('GET', '/workspaces/work');
    t.match(body, { version: 3, spec: { displayName: 'New', description: 'New, too' } });
  });
});

t.test('lists go by pages, and are searched and filtered', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    for (const pool of ['north', 'south']) await put('host-pool', pool, { displayName: pool });
    for (const [name, hostPool] of Object.entries({ a: 'north', b: 'south', c: 'north', d: 'north' })) {
      await put('session-host', name, { hostPool, address: `${name}.example`, displayName: `Host ${name}` });
    }
    const ask = as('ada', ADMINISTRATOR);
    const names = async (query: string) =>
      (await ask('GET', `/session-hosts${query}`)).body.items.map(({ name }: { name: string }) => name);

    const page = await ask('GET', '/session-hosts?limit=3');
    t.equal(page.body.next, 'c');
    t.strictSame(await names('?limit=3&after=c'), ['d']);
    t.strictSame(await names('?hostPool=north'), ['a', 'c', 'd']);
    t.strictSame(await names('?hostPool=north&limit=1&after=a'), ['c']);
    t.strictSame(await names('?search=HOST%20B'), ['b']);
    t.strictSame(await names('?search=%25'), [], 'a search is text, not a pattern');
    for (const [query, path] of [
      ['?limit=0', 'limit'],
      ['?limit=1001', 'limit'],
      ['?limit=x', 'limit'],
      ['?hostpool=north', 'hostpool'],
      ['?hostPool=a&hostPool=b', 'hostPool'],
      ['?hostPool=No%20Name', 'hostPool'],
    ]) {
      t.match(await ask('GET', `/session-hosts${query}`), { status: 400, body: { issues: [{ path }] } }, query);
    }
  });
});

t.test('a dry run answers as usual, and changes nothing', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put, plane, audited } = testPlane(t, await open());
    const told: string[] = [];
    const last = new Promise<void>((resolve) => {
      plane.store.changes.subscribe(({ name }) => {
        told.push(name);
        if (name === 'last') resolve();
      });
    });
    await put('user', 'ada', { displayName: 'Ada' });
    await put('host-pool', 'office', OFFICE);
    const ask = as('ada', ADMINISTRATOR);

    t.match(await ask('PUT', '/host-pools/new?dryRun=true', { body: OFFICE }), { status: 201, body: { version: 1 } });
    t.match(await ask('POST', '/host-pools/office/validate', { body: { displayName: 'Other' } }), {
      status: 200,
      body: { created: false, changed: true, resource: { version: 2 } },
    });
    t.match((await ask('POST', '/host-pools/office/validate', { body: OFFICE })).body, { changed: false });
    const headers = { 'content-type': 'application/merge-patch+json' };
    t.equal((await ask('PATCH', '/host-pools/office?dryRun=true', { body: { maxSessions: 1 }, headers })).status, 200);
    t.equal((await ask('DELETE', '/host-pools/office?dryRun=true')).status, 204);
    const wrong = await ask('POST', '/host-pools/office/validate', { body: { ...OFFICE, scalingPlan: 'none' } });
    t.match(wrong.body.issues, [{ path: 'scalingPlan', message: 'there is no scaling-plan "none"' }]);

    t.match((await ask('GET', '/host-pools')).body.items, [{ name: 'office', version: 1 }]);
    await put('workspace', 'last', { displayName: 'Last' });
    await last;
    t.strictSame(told, ['ada', 'office', 'last'], 'nobody is told');
    t.notOk(
      audited.some(({ outcome }) => outcome === 'done'),
      'nothing was done',
    );
  });
});

t.test('secrets are taken and never shown', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put, plane, audited } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    const ask = as('ada', ADMINISTRATOR);
    const account = { displayName: 'Service', userName: 'service' };
    const secret = 'never to be seen';

    const answers = [
      await ask('PUT', '/credentials/service', { body: { ...account, password: secret } }),
      await ask('PUT', '/credentials/service', { body: { ...account, displayName: 'Other' } }),
      await ask('GET', '/credentials/service'),
      await ask('GET', '/credentials'),
      await ask('POST', '/credentials/service/validate', { body: { ...account, password: `${secret} too` } }),
      await ask('PUT', '/credentials/service', { body: { ...account, password: secret, userName: 7 } }),
    ];
    t.strictSame(answers[2].body.secrets, ['password'], 'left out it stays');
    for (const { text } of answers) t.notMatch(text, secret);
    t.notMatch(JSON.stringify(audited), secret);
    t.strictSame(await plane.resources.openSecrets('credential', 'service'), { password: secret });

    const headers = { 'content-type': 'application/merge-patch+json' };
    const emptied = await ask('PATCH', '/credentials/service', { body: { password: null }, headers });
    t.strictSame(emptied.body.secrets, [], 'null takes it away');
  });
});

t.test('what is named by others stays', async (t) => {
  await eachStore(t, async (t, open) => {
    const { as, put } = testPlane(t, await open());
    await put('user', 'ada', { displayName: 'Ada' });
    await put('host-pool', 'office', OFFICE);
    await put('session-host', 'one', { hostPool: 'office', address: 'one.example' });
    const ask = as('ada', ADMINISTRATOR);
    const refused = await ask('DELETE', '/host-pools/office');
    t.match(refused, { status: 409, body: { code: 'CONFLICT', detail: /session-host\/one/ } });
    t.equal(refused.headers.get('content-type'), 'application/problem+json');
  });
});

t.test('what is not there, and what is not done there', async (t) => {
  await eachStore(t, async (t, open) => {
    const { nobody } = testPlane(t, await open());
    t.match(await nobody('GET', '/host-pools'), { status: 401, body: { code: 'SIGN_IN_REQUIRED' } });
    t.match(await nobody('GET', '/nothing'), { status: 404, body: { code: 'NOT_FOUND' } });
    const posted = await nobody('POST', '/host-pools/office');
    t.match(posted, { status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    t.equal(posted.headers.get('allow'), 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT');
    const options = await nobody('OPTIONS', '/host-pools');
    t.equal(options.status, 204);
    t.equal(options.headers.get('allow'), 'GET, HEAD, OPTIONS');
  });
});
