/** `npm start` on a machine where nothing is configured: the printed link makes the administrator, and the demo opens. */
import t from 'tap';
import { ROOT, startServing } from '../support/serving.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { ADMINISTRATOR, shownColors, soon, unexpected } from './portal-gateway.js';

t.setTimeout(240_000);

const PATIENCE_MS = 45_000;

t.test('npm start, the link that it prints, and the demo', { skip: noBrowser }, async (t) => {
  const quiet = { npm_config_update_notifier: 'false', npm_config_offline: 'true' };
  const { url, setup = '', output } = await startServing(t, ['npm', '--prefix', ROOT, 'start'], quiet);
  t.match(output(), /Open it once to become the administrator; it shows the way to the demo, too\./);
  t.match(setup, /^http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]+$/);
  const { page, complaints } = await openPage(t, { viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(setup);
  await page.getByLabel('Your name').fill(ADMINISTRATOR.displayName);
  await page.getByLabel('User name').fill(ADMINISTRATOR.user);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByLabel('Repeat the password').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  await page.getByRole('link', { name: 'Administration' }).waitFor();

  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  await soon('pixels of the demo desktop', async () => (await shownColors(page)) > 1000);
  await page.getByRole('link', { name: 'My apps' }).click();
  await page.getByRole('button', { name: /^Notes/ }).click();
  const tabs = page.getByRole('navigation', { name: 'Open sessions' });
  await soon('the demo app names its tab', async () => /Untitled/.test((await tabs.textContent()) ?? ''));
  await soon('pixels of the demo app', async () => (await shownColors(page)) > 10);
  t.same(unexpected(complaints), []);

  const other = await openPage(t);
  await other.page.goto(setup);
  await other.page.getByLabel('Your name').fill('Somebody else');
  await other.page.getByLabel('User name').fill('eve');
  await other.page.getByLabel('Password', { exact: true }).fill('seven green otters dive');
  await other.page.getByLabel('Repeat the password').fill('seven green otters dive');
  await other.page.getByRole('button', { name: 'Create administrator' }).click();
  await other.page.getByRole('alert').filter({ hasText: 'LINK_INVALID' }).waitFor();
  t.equal((await other.page.request.get(`${url}/api/me`)).status(), 401, 'the link works once');
});

t.teardown(closeBrowser);
