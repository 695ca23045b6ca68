import t from 'tap';
import { FakeSessions } from '../support/fake-session.js';
import { ViewerClient } from '../support/viewer-client.js';
import { openSession, redeem, start, tokenOf } from './support.js';

t.test('a link opens one session, once', async (t) => {
  const { gateway, url, sessions } = await start(t);
  const link = gateway.link('Second');
  t.match(link, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);

  const first = await redeem(url, tokenOf(link));
  t.equal(first.status, 201);
  t.same(await first.json(), { session: sessions.opened[0].id, desktop: 'Second' });

  const second = await redeem(url, tokenOf(link));
  t.equal(second.status, 401);
  t.match(await second.json(), { code: 'TOKEN_INVALID', message: /link/, advice: /new link/ });
  t.equal(sessions.opened.length, 1);
});

t.test('the cookie opens its session again, and only that', async (t) => {
  const { gateway, url, sessions } = await start(t);
  const [cookie] = (await redeem(url, tokenOf(gateway.link()))).headers.getSetCookie();
  const other = (await redeem(url, tokenOf(gateway.link()))).headers.getSetCookie()[0];
  const id = sessions.opened[0].id;
  t.match(cookie, new RegExp(`^sluice-${id}=[\\w-]{43}; Path=/sessions/${id}; HttpOnly; SameSite=Strict$`));

  const ask = (value: string): Promise<Response> => fetch(`${url}/sessions/${id}`, { headers: { cookie: value } });
  const pair = cookie.split(';')[0];
  t.same(await (await ask(`a=b; ${pair}; c=d`)).json(), { session: id, desktop: 'First' });
  t.equal((await ask(other.split(';')[0])).status, 404, 'key of another session');
  t.equal((await ask(pair.slice(0, -1))).status, 404, 'part of a key');
  t.equal((await ask('')).status, 404, 'no key');
  t.equal((await fetch(`${url}/sessions/nothing`, { headers: { cookie: pair } })).status, 404);
});

t.test('who held the key of a session that ended may try its desktop again, once', async (t) => {
  const running = await start(t);
  const { url, sessions } = running;
  const { session, at, headers } = await openSession(running);
  const again = (more: Record<string, string> = headers): Promise<Response> =>
    fetch(`${at}/again`, { method: 'POST', headers: more });
  t.equal((await again()).status, 404, 'it has not ended');
  await session.close();
  t.equal((await again({})).status, 404, 'no key');
  const answer = await again();
  t.equal(answer.status, 201);
  const { token } = (await answer.json()) as { token: string };
  t.equal((await again()).status, 404, 'given once');
  t.equal((await redeem(url, token)).status, 201);
  t.same(
    sessions.opened.map(({ desktop }) => desktop.name),
    ['First', 'First'],
  );
});

t.test('a page behind HTTPS gets a cookie that travels by HTTPS only', async (t) => {
  const { gateway, url } = await start(t, { listen: { publicUrl: 'https://desk.example/remote/' } });
  t.match(gateway.link(), /^https:\/\/desk\.example\/remote\/#token=/);
  const answer = await redeem(`http://127.0.0.1:${gateway.port}`, tokenOf(gateway.link()));
  t.match(answer.headers.getSetCookie()[0], /; Path=\/remote\/sessions\/[\w-]+; .*; Secure$/);
  t.equal(url, 'https://desk.example/remote/');
});

t.test('links expire', async (t) => {
  const { gateway, url } = await start(t, { links: { lifetime: '1s' } });
  const link = gateway.link();
  const later = performance.now() + 1001;
  t.intercept(performance, 'now', { value: () => later });
  t.equal((await redeem(url, tokenOf(link))).status, 401);
});

t.test('a body that is no opening is refused', async (t) => {
  const { url } = await start(t);
  const post = (body: string): Promise<Response> => fetch(`${url}/sessions`, { method: 'POST', body });
  for (const body of ['', 'null', '[]', '{"token":1}', '{"token":"x","bearer":"yes"}', 'x'.repeat(100)]) {
    t.equal((await post(body)).status, 400, body.slice(0, 30));
  }
  t.equal((await post('x'.repeat(5000))).status, 413);
  t.equal((await fetch(`${url}/healthz`)).status, 200);
});

t.test('a full gateway says so', async (t) => {
  const sessions = new FakeSessions(1);
  const { gateway, url } = await start(t, {}, { sessions });
  await redeem(url, tokenOf(gateway.link()));
  const link = gateway.link();
  const answer = await redeem(url, tokenOf(link));
  t.equal(answer.status, 503);
  t.match(await answer.json(), { code: 'TOO_MANY_SESSIONS' });
  sessions.opened.pop();
  t.equal((await redeem(url, tokenOf(link))).status, 201, 'the link is still good');
});

t.test('DELETE ends the session for all its viewers', async (t) => {
  const gateway = await start(t);
  const { session, at, headers } = await openSession(gateway);
  const viewer = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer();
  t.equal((await fetch(at, { method: 'DELETE' })).status, 404, 'not without the key');
  t.equal((await fetch(at, { method: 'DELETE', headers })).status, 204);
  t.match(await viewer.closed, { code: 1000 });
});

t.test('closing the gateway tells its viewers and waits for them', async (t) => {
  const gateway = await start(t);
  const { at, headers, session } = await openSession(gateway);
  const viewer = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer();
  await Promise.all([gateway.gateway.close(), gateway.gateway.close()]);
  t.match(await viewer.closed, { code: 1000 });
  await t.rejects(fetch(`${gateway.url}/healthz`), 'nobody listens');
});
