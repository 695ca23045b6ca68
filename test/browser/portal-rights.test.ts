import type { Page } from 'playwright-core';
import t from 'tap';
import { closeBrowser, noBrowser } from './browser.js';
import { violations } from './portal-accessibility.js';
import {
  ADMINISTRATOR,
  type PortalGateway,
  shownColors,
  soon,
  startPortalGateway,
  unexpected,
} from './portal-gateway.js';

t.teardown(closeBrowser);

const PERSON = `${ADMINISTRATOR.displayName} (${ADMINISTRATOR.user})`;

/** What an administrator's program asks, with the sign-in of the page. */
async function tellPerson({ url }: PortalGateway, page: Page, message: { title: string; text: string }): Promise<void> {
  const { items } = await (await page.request.get(`${url}/api/user-sessions`)).json();
  const answer = await page.request.post(`${url}/api/user-sessions/${items[0].id}/message`, {
    data: message,
    headers: { Origin: url },
  });
  if (answer.status() !== 204) throw new Error(`not sent: ${await answer.text()}`);
}

/** Do keys go to the desktop that is looked at? */
const hasKeys = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const root = document.querySelector('sluice-desktop:not([hidden])')?.shadowRoot;
    return root?.activeElement?.className === 'keys-area';
  });

t.test('the name lies across the picture and in nobody’s way', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  await gateway.plane.resources.put('access-policy', 'named', {
    displayName: 'Named',
    state: 'enabled',
    session: { watermark: true },
  });
  const { page, complaints } = await gateway.openSignedIn({ viewport: { width: 1280, height: 800 } });
  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  await soon('pixels', async () => (await shownColors(page)) > 1000);
  const watermark = page.locator('sluice-desktop .watermark');
  await watermark.waitFor();
  t.equal(await watermark.locator('span').first().textContent(), PERSON);
  const seen = await watermark.evaluate((element) => {
    const { width, height } = element.getBoundingClientRect();
    const root = element.getRootNode() as ShadowRoot;
    const screen = (root.querySelector('.screen') as Element).getBoundingClientRect();
    const { color, textShadow } = getComputedStyle(element);
    const names = [...element.children].map((name) => name.getBoundingClientRect());
    // Whatever part of the picture somebody keeps, a name is near.
    const reach = (x: number, y: number) =>
      Math.min(...names.map((name) => Math.hypot(name.x + name.width / 2 - x, name.y + name.height / 2 - y)));
    const corners = [screen.left, screen.right].flatMap((x) => [screen.top, screen.bottom].map((y) => reach(x, y)));
    const hit = root.elementFromPoint(screen.x + screen.width / 2, screen.y + screen.height / 2);
    return {
      ...{ color, textShadow, hit: hit?.tagName, farthest: Math.max(...corners) },
      covers: screen.width <= width && screen.height <= height,
    };
  });
  t.equal(seen.hit, 'CANVAS', 'pointer events go through');
  t.ok(seen.covers);
  t.ok(seen.farthest < 300, `${seen.farthest} pixels from a corner to a name`);
  t.match(seen.color, /^rgb\(255, 255, 255\)/, 'light letters, for a dark picture');
  t.match(seen.textShadow, /rgb\(0, 0, 0\)/, 'with a dark edge, for a light one');

  await tellPerson(gateway, page, { title: 'Maintenance', text: 'The host restarts at six.' });
  const notes = page.getByRole('alert');
  const first = notes.filter({ hasText: 'Maintenance' });
  await first.getByText('The host restarts at six.').waitFor();
  await tellPerson(gateway, page, { title: 'Once more', text: 'Save what is open.' });
  const second = notes.filter({ hasText: 'Once more' });
  await second.getByText('Save what is open.').waitFor();
  // A button that another note covers cannot be clicked.
  await first.getByRole('button', { name: 'Close' }).click();
  await first.waitFor({ state: 'detached' });
  await second.getByRole('button', { name: 'Close' }).click();
  await second.waitFor({ state: 'detached' });
  t.equal(await hasKeys(page), true, 'keys go to the desktop again');
  t.same(unexpected(complaints), []);
});

t.test('who watches sees and does nothing, and the person knows', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn();
  const tabs = page.getByRole('navigation', { name: 'Open sessions' });
  const named = (title: string) =>
    soon(`the document is called ${title}`, async () => (await tabs.textContent())?.includes(`${title} – Notes`));
  await page.getByRole('button', { name: /^Notes/ }).click();
  await named('Untitled');
  await soon('pixels', async () => (await shownColors(page)) > 10);
  await page.keyboard.type('mine');
  await named('mine');

  const watcher = (await gateway.openSignedIn()).page;
  await watcher.goto(`${gateway.url}/#/admin/user-sessions`);
  await watcher.getByRole('button', { name: 'Watch: ada' }).click();
  await watcher.getByRole('dialog').getByRole('button', { name: 'Watch' }).click();
  await soon('the picture of the session', async () => (await shownColors(watcher)) > 10);
  const note = page.getByRole('alert').filter({ hasText: 'Somebody is looking' });
  await note.getByText(/sees this session/).waitFor();
  t.match(await note.textContent(), ADMINISTRATOR.displayName);
  t.equal(await watcher.getByRole('alert').count(), 0, 'the note is for the person');

  await soon('keys of whoever watches are sent', () => hasKeys(watcher));
  await watcher.keyboard.type('theirs');
  await note.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.type(' alone');
  await named('mine alone');
  t.notMatch(await tabs.textContent(), 'theirs');
});

t.test('nothing serious for axe where passwords are set and things deleted', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { identity, resources } = gateway.plane;
  const front = (await gateway.open()).page;
  await front.emulateMedia({ reducedMotion: 'reduce' });
  await front.goto(gateway.setup);
  await front.getByLabel('Your name').waitFor();
  t.same(await violations(front), [], 'set-up');
  const { page } = await gateway.openSignedIn();
  await resources.put('user', 'grace', { displayName: 'Grace Hopper' });
  const { path } = await identity.passwords.makeLink('grace', { by: 'ada', remote: '127.0.0.1', clearsFactors: false });
  await front.goto(`${gateway.url}${path}`);
  await front.getByLabel('New password', { exact: true }).waitFor();
  t.same(await violations(front), [], 'reset');

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await resources.put('host-pool', 'office', { displayName: 'Office' });
  await page.goto(`${gateway.url}/#/admin/host-pools/office`);
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete host pool office?' });
  await soon('it may be deleted', () => dialog.getByRole('button', { name: 'Delete' }).isEnabled());
  t.same(await violations(page), [], 'deletion');
});
