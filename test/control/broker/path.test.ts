/** From a click to a picture, and everything that a grant must not do. */
import t, { type Test } from 'tap';
import { eachStore } from '../../support/stores.js';
import { type Browser, startRealGateway, until } from './real-gateway.js';

const desktop = ['desktop', 'demo-desktop'] as const;

t.test('somebody signs in, sees the demo, and opens it', async (t) =>
  eachStore(t, async (t, _open, place) => {
    const { plane, signIn } = await startRealGateway(t, place);
    const ann = await signIn('ann');
    const { body } = await ann.ask('GET', '/api/me/resources');
    t.same(
      body.workspaces.map(({ name, resources }: { name: string; resources: { name: string; state: string }[] }) => [
        name,
        resources.map((resource) => `${resource.name} ${resource.state}`),
      ]),
      [['demo', ['demo-desktop available', 'demo-notes available', 'demo-photos available']]],
    );
    const connection = await ann.connect(...desktop);
    t.match(connection, { state: 'granted', host: 'demo' });
    const { status, body: opened } = await ann.redeem(connection.grant);
    t.equal(status, 201);
    t.equal(opened.desktop, 'Demo desktop');
    const viewer = await ann.view(opened);
    t.match(await viewer.next('rights'), { body: { clipboard: 'both', drive: true } });
    await viewer.next('frame');
    const mine = (await ann.ask('GET', '/api/me/sessions')).body.sessions;
    t.match(mine, [{ id: opened.session, name: 'demo-desktop', host: 'demo', state: 'active' }]);
    t.equal((await ann.ask('GET', '/api/me/resources')).body.workspaces[0].resources[0].lastUsed > 0, true);

    const steps = await until(async () => {
      await plane.trail.flush();
      const found = await plane.connections.get(connection.activityId);
      return found?.outcome === 'connected' ? found.checkpoints.map(({ name }) => name) : undefined;
    });
    t.same(
      steps.filter((name) => name !== 'nla'),
      [...['signedIn', 'policy', 'host', 'granted', 'tcp', 'tls', 'licence', 'desktop', 'firstPixel']],
    );

    await viewer.close();
    const again = await ann.connect(...desktop);
    t.equal(again.session, opened.session, 'the same session goes on');
    const back = await ann.redeem(again.grant);
    t.equal(back.body.session, opened.session);
    await (await ann.view(back.body)).next('frame');

    t.equal((await ann.ask('POST', `/api/me/sessions/${opened.session}/log-off`)).status, 204);
    await until(async () => ((await ann.ask('GET', '/api/me/sessions')).body.sessions.length === 0 ? true : undefined));
    const { state, code } = await plane.brokering.userSessions.require(opened.session);
    t.same({ state, code }, { state: 'ended', code: undefined });
  }),
);

async function grantOf(browser: Browser): Promise<string> {
  return (await browser.connect(...desktop)).grant;
}

async function isRefused(t: Test, browser: Browser, grant: string, why: string): Promise<void> {
  const { status, body } = await browser.redeem(grant);
  t.match({ status, code: body.code }, { status: 401, code: 'GRANT_INVALID' }, why);
}

t.test('a grant opens one session, once, for whom it was given', async (t) =>
  eachStore(t, async (t, _open, place) => {
    const { plane, signIn } = await startRealGateway(t, place);
    const [ann, ben, elsewhere] = [await signIn('ann'), await signIn('ben'), await signIn('ann')];
    const grant = await grantOf(ann);
    await isRefused(t, ben, grant, 'of somebody else');
    await isRefused(t, elsewhere, grant, 'of another browser session of the same person');
    const [head, payload, signature] = grant.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'ben' })).toString('base64url');
    await isRefused(t, ben, [head, forged, signature].join('.'), 'forged');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    await isRefused(t, ann, [none, payload, ''].join('.'), 'not signed');
    await isRefused(t, ann, `${head}.${payload}.${'A'.repeat(43)}`, 'signed by nobody');
    await isRefused(t, ann, 'a.b.c', 'no grant at all');
    const { brokering } = plane;
    const told = { id: 'x', user: 'ann', browserSession: claims.sid, opens: { request: claims.request } };
    const late = { ...told, audience: claims.aud, issuedAt: Date.now() - 61_000 };
    await isRefused(t, ann, await brokering.grants.sign(late), 'expired');
    const other = { ...told, audience: 'https://other.example', issuedAt: Date.now() };
    await isRefused(t, ann, await brokering.grants.sign(other), 'for another gateway');
    const replaced = { ...told, audience: claims.aud, issuedAt: Date.now() };
    await isRefused(t, ann, await brokering.grants.sign(replaced), 'of a request that has another grant');

    t.equal((await ann.redeem(grant)).status, 201);
    await isRefused(t, ann, grant, 'used');
  }),
);

t.test('who is signed out sees nothing more, and comes back after signing in', async (t) =>
  eachStore(t, async (t, _open, place) => {
    const { plane, signIn } = await startRealGateway(t, place);
    const [here, there] = [await signIn('ann'), await signIn('ann')];
    const { sessions } = plane.identity;
    const { body: opened } = await here.redeem(await grantOf(here));
    const viewer = await here.view(opened);
    await viewer.next('frame');
    const { body: joined } = await there.redeem(await grantOf(there));
    t.equal(joined.session, opened.session);
    const other = await there.view(joined);
    await other.next('frame');
    const claims = JSON.parse(Buffer.from((await grantOf(there)).split('.')[1], 'base64url').toString());
    const late = await grantOf(there);

    await sessions.revoke('ann', claims.sid);
    t.match(await other.closed, { code: 4470 });
    await isRefused(t, there, late, 'a grant from before');
    const refused = await there.view(joined);
    t.match(await refused.next('bye'), { body: { code: 'SESSION_NOT_FOUND' } }, 'the key opens nothing');
    t.equal(viewer.socket.readyState, viewer.socket.OPEN, 'the other browser goes on');

    await plane.identity.signOutEverywhere('ann');
    t.match(await viewer.closed, { code: 4470 });
    const again = await signIn('ann');
    const { body: back } = await again.redeem(await grantOf(again));
    t.equal(back.session, opened.session, 'the session was left, not ended');
  }),
);

t.test('somebody looks at a session', async (t) =>
  eachStore(t, async (t, _open, place) => {
    const { plane, signIn } = await startRealGateway(t, place);
    const [ann, operator] = [await signIn('ann'), await signIn('operator')];
    const role = { principal: { user: 'operator' }, role: 'SessionOperator' } as const;
    await plane.resources.put('role-assignment', 'operator', role);
    const { body: opened } = await ann.redeem(await grantOf(ann));
    const viewer = await ann.view(opened);
    await viewer.next('frame');
    const path = `/api/user-sessions/${opened.session}`;

    t.equal((await operator.ask('POST', `${path}/message`, { title: 'Tonight', text: 'We update.' })).status, 204);
    const first = await viewer.next('notice');
    t.same(first.body, { title: 'Tonight', text: 'We update.' });

    t.equal((await ann.ask('POST', `${path}/shadow`)).status, 403);
    const { body } = await operator.ask('POST', `${path}/shadow`);
    const { body: watched } = await operator.redeem(body.grant);
    t.not(watched.session, opened.session);
    t.match((await viewer.next('notice', first.sequence)).body, { text: 'OPERATOR sees this session.' });
    const watcher = await operator.view(watched);
    t.match(await watcher.next('rights'), { body: { viewOnly: true } });
    await watcher.next('frame');
    t.equal(
      (await operator.ask('DELETE', `/sessions/${opened.session}`)).status,
      404,
      'its key opens no more than a view',
    );

    t.equal((await operator.ask('POST', `${path}/disconnect`)).status, 204);
    t.match(await viewer.next('bye'), { body: { code: 'SESSION_DISCONNECTED' } });
    await Promise.all([viewer.closed, watcher.closed]);
    const [left] = await until(async () => {
      const { items } = await plane.brokering.userSessions.list({ state: 'disconnected', limit: 10 });
      return items.length > 0 ? items : undefined;
    });
    t.equal(left.id, opened.session, 'the host keeps it');
  }),
);
