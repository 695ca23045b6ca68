import t, { type Test } from 'tap';
import type { ErrorCode } from '../../src/errors.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { testPicture } from './picture.js';
import { startProxy } from './proxy.js';
import { shows, startScripted } from './scripted-gateway.js';
import type { ScriptedSession } from './scripted-session.js';
import { until } from './until.js';

const picture = testPicture(1024, 700);

/** A desktop behind a network that fails when told to. */
async function openThroughProxy(t: Test, prepare?: (session: ScriptedSession) => void) {
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.show(picture);
    prepare?.(session);
  });
  const proxy = await startProxy(t, gateway.port);
  const opened = await openPage(t);
  return { ...opened, gateway, sessions, proxy };
}

t.test('a link opens a desktop', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  await shows(page, picture);
  t.equal(new URL(page.url()).hash, '', 'the token is gone from the address');
  const viewer = await sessions.opened[0].viewer();
  t.match(viewer.hello, { width: 1024, height: 700, scaleFactor: 100, version: 2 });
  await until('the frame is acknowledged', () => viewer.received.some(({ type }) => type === 'ack'));
  t.equal(await page.title(), 'Demo – Sluice');
  t.same(complaints, [], 'no script error and no violation of the content security policy');
});

t.test('a reload shows the same session again', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await shows(page, picture);
  await page.reload();
  await shows(page, picture);
  t.equal(sessions.opened.length, 1);
  t.equal(sessions.opened[0].viewers.length, 2);
});

t.test('a dropped WebSocket comes back with the picture intact', { skip: noBrowser }, async (t) => {
  const { page, gateway, sessions, proxy } = await openThroughProxy(t);
  await page.goto(proxy.through(gateway.link()));
  await shows(page, picture);
  const [session] = sessions.opened;
  proxy.down = true;
  proxy.dropSockets();
  const notice = page.getByRole('status').filter({ hasText: 'Connection lost' });
  await notice.waitFor();
  await shows(page, picture);
  t.equal(await page.locator('.root').getAttribute('data-phase'), 'lost', 'the picture is dimmed');

  // The page may come back by itself in the moment in which the button is pressed; pressing it then does no harm.
  const button = page.getByRole('button', { name: 'Reconnect now' });
  await button.waitFor();
  proxy.down = false;
  const next = testPicture(1024, 700, 99);
  session.show(next);
  await button.dispatchEvent('click');
  await shows(page, next);
  await notice.waitFor({ state: 'hidden' });
  t.equal(await page.locator('.root').getAttribute('data-phase'), 'live');
  const viewer = await session.viewer(1);
  await page.keyboard.press('KeyX');
  await until('keys arrive again', () => viewer.input.some(({ type }) => type === 'key'));
});

t.test('comes back by itself', { skip: noBrowser }, async (t) => {
  const { page, gateway, sessions, proxy } = await openThroughProxy(t);
  await page.goto(proxy.through(gateway.link()));
  await shows(page, picture);
  proxy.dropSockets();
  await sessions.opened[0].viewer(1);
  await page.locator('.root[data-phase=live]').waitFor();
  await shows(page, picture);
});

t.test('gives up when the grace period is over', { skip: noBrowser }, async (t) => {
  const { page, gateway, proxy } = await openThroughProxy(t, (session) => {
    session.graceMs = 1;
  });
  await page.goto(proxy.through(gateway.link()));
  await shows(page, picture);
  proxy.down = true;
  proxy.dropSockets();
  await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
  proxy.down = false;
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await shows(page, picture);
});

t.test('a session that ended meanwhile says so', { skip: noBrowser }, async (t) => {
  const { page, gateway, sessions, proxy } = await openThroughProxy(t);
  await page.goto(proxy.through(gateway.link()));
  await shows(page, picture);
  proxy.down = true;
  proxy.dropSockets();
  await page.getByRole('status').filter({ hasText: 'Connection lost' }).waitFor();
  await sessions.opened[0].close();
  proxy.down = false;
  await page.getByRole('heading', { name: /The session has ended|This session is gone/ }).waitFor();
});

t.test('without WebSockets it works over plain HTTP', { skip: noBrowser }, async (t) => {
  const { page, gateway, sessions, proxy } = await openThroughProxy(t);
  proxy.breakUpgrades = true;
  await page.goto(proxy.through(gateway.link()));
  await shows(page, picture);
  const viewer = await sessions.opened[0].viewer();
  await page.keyboard.press('KeyX');
  await until('keys arrive', () => viewer.input.filter(({ type }) => type === 'key').length === 2);
  const next = testPicture(1024, 700, 50);
  viewer.draw(next);
  await shows(page, next);
  await until('frames are acknowledged', () => viewer.received.filter(({ type }) => type === 'ack').length === 2);
});

t.test('progress is told', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.status = { state: 'connecting', host: 'pc.example' };
  });
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await page.getByRole('heading', { name: 'Connecting to pc.example' }).waitFor();
  const [session] = sessions.opened;
  for (const [checkpoint, text] of [
    ['dialed', /host answers/],
    ['tls', /encrypted/],
    ['activated', /first picture/],
  ] as const) {
    session.tell({ state: 'connecting', host: 'pc.example', checkpoint });
    await page.getByRole('status').filter({ hasText: text }).waitFor();
  }
  session.show(picture);
  session.tell({ state: 'active', host: 'pc.example' });
  await shows(page, picture);
  await page.locator('.root[data-phase=live]').waitFor();
  t.equal(await page.getByRole('heading').count(), 0, 'nothing covers the desktop');
});

t.test('a host that is lost and found again', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  const [session] = sessions.opened;
  session.tell({ state: 'reconnecting', host: 'pc.example' });
  await page.getByRole('status').filter({ hasText: 'The host is reconnecting' }).waitFor();
  session.tell({ state: 'active', host: 'pc.example' });
  await page.locator('.root[data-phase=live]').waitFor();
});

t.test('credentials are asked for, and asked for again', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.status = { state: 'credentials', host: 'pc.example' };
  });
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await page.getByRole('heading', { name: 'Sign in to pc.example' }).waitFor();
  await page.keyboard.type('CORP\\ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  const [session] = sessions.opened;
  const viewer = await session.viewer();
  const said = () => viewer.received.flatMap((message) => (message.type === 'credentials' ? [message.body] : []));
  await until('credentials arrive', () => said().length === 1);
  t.same(said()[0], { username: 'ada', domain: 'CORP', password: 'wrong' });

  const error = { code: 'CREDENTIALS_REJECTED', message: 'user name or password is wrong', advice: 'Check them.' };
  session.tell({ state: 'credentials', host: 'pc.example', error });
  await page.getByRole('alert').filter({ hasText: 'User name or password is wrong' }).waitFor();
  t.equal(await page.getByLabel('User name').inputValue(), 'ada', 'what was right need not be typed again');
  t.equal(await page.getByRole('textbox', { name: 'Password' }).inputValue(), '');
  await page.keyboard.type('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await until('credentials arrive again', () => said().length === 2);
  t.same(said()[1], { username: 'ada', domain: 'CORP', password: 'right' });
  session.tell({ state: 'active', host: 'pc.example' });
  session.show(picture);
  await shows(page, picture);
});

t.test('each end has a card of its own', { skip: noBrowser }, async (t) => {
  const sha256 = '0123456789abcdef'.repeat(4);
  const cases: [ErrorCode, string | undefined, string, RegExp][] = [
    ['HOST_UNREACHABLE', 'connect ECONNREFUSED', 'The host cannot be reached', /RDP port is open[\s\S]*ECONNREFUSED/],
    [
      'CERTIFICATE_UNTRUSTED',
      `SHA-256 ${sha256}`,
      'The host’s certificate is not trusted',
      /0123 4567 89ab cdef.*pin:/s,
    ],
    ['CERTIFICATE_CHANGED', undefined, 'The host’s certificate has changed', /trust store/],
    ['CREDENTIALS_REJECTED', undefined, 'Wrong user name or password', /Check user name/],
    ['HOST_LICENSE', undefined, 'The host has no licence for you', /licensing/],
    [
      'HOST_ERROR',
      'The disconnection was initiated by an administrative tool.',
      'The host ended the session',
      /administrative tool/,
    ],
    ['SECURITY_WEAK', undefined, 'The host’s security is outdated', /TLS or NLA/],
    ['SESSION_ENDED', undefined, 'The session has ended', /Connect again/],
    ['TOO_MANY_SESSIONS', undefined, 'The gateway is full', /later/],
  ];
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.status = { state: 'connecting', host: 'pc.example' };
  });
  const { page, complaints } = await openPage(t);
  for (const [index, [code, detail, title, text]] of cases.entries()) {
    await page.goto('about:blank');
    await page.goto(gateway.link());
    const session = await until('session', () => sessions.opened[index]);
    await session.viewer();
    session.fail(code, detail);
    const card = page.getByRole('alert', { name: title });
    await card.waitFor();
    t.match(await card.textContent(), text, title);
    t.match(await card.textContent(), code);
  }
  t.same(complaints, []);
});

t.test('after a failure another attempt needs no new link', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.status = { state: 'connecting', host: 'pc.example' };
  });
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  const first = await until('session', () => sessions.opened[0]);
  await first.viewer();
  first.fail('HOST_UNREACHABLE');
  await page.getByRole('button', { name: 'Try again' }).click();
  const second = await until('another session', () => sessions.opened[1]);
  await second.viewer();
  second.fail('HOST_TIMEOUT');
  await page.getByRole('button', { name: 'Try again' }).click();
  const third = await until('a third session', () => sessions.opened[2]);
  await third.viewer();
  third.tell({ state: 'active', host: 'pc.example' });
  third.show(picture);
  await shows(page, picture);
});

t.test('opened elsewhere, it can be taken back', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await shows(page, picture);
  const [session] = sessions.opened;
  session.dismiss('VIEWER_REPLACED');
  await page.getByRole('heading', { name: 'Opened in another window' }).waitFor();
  await page.getByRole('button', { name: 'Use it here' }).click();
  await session.viewer(1);
  await page.locator('.root[data-phase=live]').waitFor();
  await shows(page, picture);
});

t.test('a link that was used before', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const link = gateway.link();
  const first = await openPage(t);
  await first.page.goto(link);
  await shows(first.page, picture);
  const second = await openPage(t);
  await second.page.goto(link);
  await second.page.getByRole('heading', { name: 'This link has expired' }).waitFor();
  t.equal(sessions.opened.length, 1);
});

t.test('a page without a link', { skip: noBrowser }, async (t) => {
  const { gateway } = await startScripted(t);
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.url);
  await page.getByRole('heading', { name: 'There is nothing to open' }).waitFor();
  // The browser itself notes that nobody is asked to sign in here.
  t.match(complaints, [/404/]);
  t.equal(complaints.length, 1);
});

t.test('a hidden tab says so', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await shows(page, picture);
  const viewer = await sessions.opened[0].viewer();
  const hide = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const told = () =>
    viewer.received.flatMap((message) => (message.type === 'visibility' ? [message.body.visible] : []));
  await hide(true);
  await until('hidden', () => told().length === 1);
  await hide(false);
  await until('visible', () => told().length === 2);
  t.same(told(), [false, true]);
});

t.teardown(closeBrowser);
