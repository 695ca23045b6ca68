import t from 'tap';
import { closeBrowser, noBrowser } from './browser.js';
import { ADMINISTRATOR, shownColors, soon, startPortalGateway, unexpected } from './portal-gateway.js';

t.teardown(closeBrowser);

const COLORS = 1000;

t.test('from the one-time link to a desktop and an app in tabs', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page, complaints } = await gateway.open({ viewport: { width: 1280, height: 800 } });
  await page.goto(gateway.setup);
  t.equal(new URL(page.url()).pathname, '/setup');
  await page.getByLabel('Your name').fill(ADMINISTRATOR.displayName);
  await page.getByLabel('User name').fill(ADMINISTRATOR.user);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByLabel('Repeat the password').fill('another one');
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.getByText('The two passwords differ.').waitFor();
  t.equal(new URL(page.url()).hash, '', 'the token is gone from the address');
  await page.getByLabel('Repeat the password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();

  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  await soon('pixels of the desktop', async () => (await shownColors(page)) > COLORS);
  t.equal(await page.title(), 'Demo desktop – Sluice');

  const tabs = page.getByRole('navigation', { name: 'Open sessions' });
  await page.getByRole('link', { name: 'My apps' }).click();
  await page.getByRole('heading', { name: 'Running sessions' }).waitFor();
  await page.getByRole('button', { name: /^Notes/ }).click();
  await soon('the program names its tab', async () => /Untitled/.test((await tabs.textContent()) ?? ''));
  t.equal(await tabs.getByRole('listitem').count(), 2);
  await soon('the program has its icon', () => tabs.locator('img[src^="blob:"]').count());
  await soon('pixels of the program', async () => (await shownColors(page)) > 10);

  await page.keyboard.press('Control+Alt+ArrowLeft');
  await soon('the desktop is looked at', async () => (await page.title()) === 'Demo desktop – Sluice');
  await soon('and is alive', async () => (await shownColors(page)) > COLORS);
  await page.keyboard.press('Control+Alt+ArrowRight');
  await soon('the program again', async () => /Notes/.test(await page.title()));

  await page.reload();
  await soon('its pixels after a reload', async () => (await shownColors(page)) > 10);
  t.equal(await tabs.getByRole('listitem').count(), 2, 'both sessions are still there');
  await page.getByRole('button', { name: /^Disconnect and close.*Notes/ }).click();
  await soon('the desktop in its place', async () => (await shownColors(page)) > COLORS);
  t.equal(await tabs.getByRole('listitem').count(), 1);
  t.same(unexpected(complaints), []);
});

t.test('signing in and opening a desktop with the keyboard alone', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  await (await gateway.openSignedIn()).page.close();
  const { page } = await gateway.open();
  await page.goto(gateway.url);
  await page.getByLabel('User name').waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent || document.activeElement?.id || '');
  await soon('the first field has the focus', () => page.evaluate(() => document.activeElement?.tagName === 'INPUT'));
  await page.keyboard.type(ADMINISTRATOR.user);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Check them and try again' }).waitFor();
  await page.getByLabel('Password', { exact: true }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(ADMINISTRATOR.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Demo desktop/ }).waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('demo desk');
  await soon('only what matches', async () => (await page.locator('.tile').count()) === 1);
  for (let presses = 0; presses < 10 && !(await focused()).startsWith('Demo desktop', 1); presses++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await soon('pixels', async () => (await shownColors(page)) > COLORS);
  await page.keyboard.press('Control+Alt+ArrowLeft');
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
});

t.test(
  'providers, what they answer, and the time that is waited after many attempts',
  { skip: noBrowser },
  async (t) => {
    const gateway = await startPortalGateway(t);
    await gateway.plane.resources.put('identity-provider', 'corp', {
      displayName: 'Corporate account',
      issuer: 'https://login.corp.example',
      clientId: 'sluice',
    });
    const { page } = await gateway.open({ viewport: { width: 800, height: 900 } });
    await page.goto(`${gateway.url}/sign-in?error=PROVIDER_REFUSED&provider=corp`);
    await page.getByRole('alert').filter({ hasText: 'Sign in there with another account.' }).waitFor();
    const provider = page.getByRole('link', { name: 'Continue with Corporate account' });
    const address = new URL((await provider.getAttribute('href')) ?? '');
    t.equal(address.pathname, '/api/sign-in/oidc/corp');
    t.equal(address.searchParams.get('returnTo'), '/');

    const problem = { code: 'SIGN_IN_LOCKED', title: 'too many failed attempts', advice: 'Wait.', status: 429 };
    await page.route('**/api/sign-in/password', (route) =>
      route.fulfill({ status: 429, headers: { 'Retry-After': '2' }, json: problem }),
    );
    await page.getByLabel('User name').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('guess');
    const submit = page.getByRole('button', { name: 'Sign in' });
    await submit.click();
    await page
      .getByRole('alert')
      .filter({ hasText: /You can try again in [12] seconds?\./ })
      .waitFor();
    t.equal(await submit.isDisabled(), true);
    await soon('another attempt may be made', () => submit.isEnabled());
    t.equal(await page.getByRole('alert').count(), 0);
  },
);

t.test('an address opens a desktop, and the page looks as was chosen', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn({ colorScheme: 'light' });
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByText('Dark', { exact: true }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await soon('dark', async () => (await ground()) === 'rgb(13, 20, 24)');
  await page.goto(`${gateway.url}/#/open/desktop/demo-desktop`);
  await page.reload();
  await soon('pixels', async () => (await shownColors(page)) > COLORS);
  t.equal(await ground(), 'rgb(13, 20, 24)', 'also after a reload');
  t.equal(
    await page.evaluate(() => getComputedStyle(document.querySelector('sluice-desktop') as Element).colorScheme),
    'dark',
  );
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByLabel('User name').waitFor();
  t.equal(await page.locator('sluice-desktop').count(), 0, 'nothing of the session is left');
});

t.test('who signs in after somebody else gets nothing of theirs', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn();
  const { resources, identity } = gateway.plane;
  await resources.put('user', 'grace', { displayName: 'Grace Hopper' });
  const { path } = await identity.passwords.makeLink('grace', { by: 'ada', remote: '127.0.0.1', clearsFactors: false });
  await identity.passwords.setByLink(path.split('#')[1], 'seven green otters dive', '127.0.0.1');
  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  await soon('pixels', async () => (await shownColors(page)) > COLORS);
  await identity.signOutEverywhere('ada');
  // The gateway ends what is looked at, and the page asks who is signed in.
  await page.getByLabel('User name').fill('grace');
  t.equal(await page.locator('sluice-desktop:visible').count(), 0, 'not even behind the sign-in');
  await page.getByLabel('Password', { exact: true }).fill('seven green otters dive');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  t.equal(await page.locator('sluice-desktop').count(), 0);
  t.equal(await page.getByRole('navigation', { name: 'Open sessions' }).count(), 0);
});

t.test('waiting, a host that starts, and what goes wrong are screens', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn();
  const id = '6f1c1f5e-0000-4000-8000-000000000001';
  let state: object = { state: 'waiting', position: 3 };
  let changed = (): void => {};
  const tell = (next: object): void => {
    state = next;
    changed();
  };
  await page.route('**/api/connections**', async (route) => {
    const asks = route.request().method() === 'GET';
    if (asks) await new Promise<void>((resolve) => (changed = resolve));
    await route.fulfill({ status: 200, json: { id, activityId: id, since: Date.now(), ...state } });
  });
  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  const status = page.getByRole('status');
  await status.filter({ hasText: '2 people are before you' }).waitFor();
  tell({ state: 'starting', host: 'office-1', estimateMs: 120_000 });
  await status.filter({ hasText: 'office-1 is starting. This takes about 2 minutes.' }).waitFor();
  const problem = { code: 'HOST_START_FAILED', message: 'session host does not start', advice: 'Try again later.' };
  tell({ state: 'failed', problem });
  await page.getByRole('heading', { name: 'Demo desktop cannot be opened' }).waitFor();
  t.match(await page.getByRole('alert').textContent(), /does not start.*Try again later.*HOST_START_FAILED/);

  state = { state: 'stepUp', requirements: { multiFactor: false, contexts: [], methods: [] } };
  await page.getByRole('button', { name: 'Try again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await dialog.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  state = { state: 'waiting', position: 1 };
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await status.filter({ hasText: 'You are next' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
});

t.test('who opens sessions only loads no administration, and a link no portal', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn();
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByRole('button', { name: /^Demo desktop/ }).waitFor();
  t.notOk(loaded.some((path) => path.includes('admin-page')));
  t.notOk(loaded.some((path) => path.includes('element')));
  await page.getByRole('link', { name: 'Administration' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  t.ok(loaded.some((path) => path.includes('admin-page')));

  const other = await gateway.open();
  const asked: string[] = [];
  other.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await other.page.goto(gateway.link());
  await soon('pixels', async () => (await shownColors(other.page)) > COLORS);
  t.notOk(asked.some((path) => path.includes('portal') || path.startsWith('/api/')));
});
