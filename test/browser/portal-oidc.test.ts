/** A person's day with an identity provider: signs in there, opens a desktop, leaves it, comes back, is signed out. */
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { CLIENT, RealProvider } from '../control/identity/real-provider.js';
import type { RealHost } from '../hosts/host.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { AWAIT_MANAGER } from '../hosts/x-display.js';
import { missingPostgresql, startPostgresql } from '../support/postgresql.js';
import { MAIN, shell, startServing } from '../support/serving.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { soon, unexpected } from './portal-gateway.js';

t.setTimeout(240_000);

const PATIENCE_MS = 45_000;
const PEOPLE = [{ sub: 'u-1', preferred_username: 'alice', name: 'Alice Smith', groups: ['staff'] }];
/** What the host's desktop shows in its middle. */
const BLUE = [0x2a, 0x6f, 0xb8] as const;
const COLOR = `#${BLUE.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
const scene = (): string => `
openbox &
${AWAIT_MANAGER}
xterm -bg '${COLOR}' -fg '${COLOR}' -geometry 150x50+40+40 -e sh -c 'exec sleep infinity' &
wait
`;

/** The provider, a desktop for those whom it calls staff, and of the demo only its desktop. */
const described = (issuer: string, { port, username, password }: RealHost): string => `
kind: IdentityProvider
name: corp
spec: { displayName: Corp, issuer: '${issuer}', clientId: ${CLIENT.id}, clientSecret: ${CLIENT.secret} }
---
kind: Group
name: staff
spec: { displayName: Staff, claims: [{ provider: corp, value: staff }] }
---
kind: Credential
name: desk
spec: { displayName: Desk, userName: ${username}, password: ${password} }
---
kind: HostPool
name: desks
spec: { displayName: Desks, security: nla, trust: tofu, credentials: { mode: vault, credential: desk } }
---
kind: SessionHost
name: desk-1
spec: { hostPool: desks, address: '127.0.0.1:${port}' }
---
kind: Workspace
name: office
spec: { displayName: Office }
---
kind: ApplicationGroup
name: desk
spec: { displayName: Desk, type: Desktop, hostPool: desks, workspace: office }
---
kind: Assignment
name: staff-desk
spec: { principal: { group: staff }, applicationGroup: desk }
`;

interface Scene {
  readonly url: string;
  readonly provider: RealProvider;
}

async function startScene(t: Test, host: RealHost, variables: Record<string, string>): Promise<Scene> {
  const { url, env } = await startServing(t, [process.execPath, MAIN, 'serve'], variables);
  const provider = await RealProvider.start(t, { gateway: url, name: 'corp', people: PEOPLE, asks: true });
  const { stdout } = await shell('sluice admin token', env);
  const administers = { ...env, SLUICE_SERVER: url, SLUICE_TOKEN: stdout.trim() };
  const text = described(provider.issuer, host);
  const applied = await shell(
    `sluice delete assignment demo-apps && sluice apply -f - <<'END'\n${text}\nEND`,
    administers,
  );
  if (applied.status !== 0) throw new Error(applied.stderr);
  return { url, provider };
}

interface MySession {
  readonly id: string;
  readonly host: string;
  readonly state: string;
}

/** What runs for the person, as the gateway tells the page. */
async function sessions(page: Page): Promise<MySession[]> {
  const answer = await page.request.get(new URL('/api/me/sessions', page.url()).href);
  return ((await answer.json()) as { sessions: MySession[] }).sessions;
}

/** Does the desktop arrive, in the colour that it has? */
async function isShown(page: Page): Promise<boolean> {
  const pixel = await page.evaluate(() => {
    const canvas = document.querySelector('sluice-desktop:not([hidden])')?.shadowRoot?.querySelector('canvas');
    if (!canvas || canvas.width <= 1) return [0, 0, 0];
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.drawImage(canvas, -(canvas.width >> 1), -(canvas.height >> 1));
    return [...context.getImageData(0, 0, 1, 1).data];
  });
  return BLUE.every((part, channel) => Math.abs(pixel[channel] - part) <= 8);
}

async function signIn(t: Test, { url }: Scene) {
  const opened = await openPage(t, { viewport: { width: 1280, height: 900 } });
  const { page } = opened;
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  await page.getByRole('link', { name: 'Continue with Corp' }).click();
  await page.getByLabel('Who are you?').fill('alice');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  return opened;
}

const isSignedOut = (page: Page): Promise<void> => page.getByLabel('User name').waitFor();

async function spendADay(t: Test, host: RealHost, variables: Record<string, string>): Promise<void> {
  const scene = await startScene(t, host, variables);
  const { page, complaints } = await signIn(t, scene);
  t.equal(new URL(page.url()).origin, scene.url);
  const names = page.locator('.tile .name');
  await names.first().waitFor();
  t.same((await names.allTextContents()).sort(), ['Demo desktop', 'Desk']);
  await page.getByRole('button', { name: /^Desk/ }).click();
  await soon('the desktop', () => isShown(page));
  const [opened] = await sessions(page);
  t.match(opened, { host: 'desk-1', state: 'active' });

  await page.getByRole('button', { name: 'Disconnect and close Desk' }).click();
  await soon('the session to be left', async () => (await sessions(page))[0].state === 'disconnected');
  await page.getByRole('button', { name: 'Reconnect to Desk' }).click();
  await soon('the desktop again', () => isShown(page));
  t.match(await sessions(page), [{ id: opened.id, host: 'desk-1', state: 'active' }], 'the same session');

  const elsewhere = await signIn(t, scene);
  await elsewhere.page.getByRole('button', { name: 'Reconnect to Desk' }).click();
  await soon('the desktop elsewhere', () => isShown(elsewhere.page));
  t.match(await sessions(page), [{ id: opened.id }], 'and the same again');

  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await isSignedOut(page);
  await isSignedOut(elsewhere.page);
  t.notOk(await isShown(elsewhere.page), 'nothing is seen any more');

  // The provider knows the person still, so it asks nothing.
  await elsewhere.page.getByRole('link', { name: 'Continue with Corp' }).click();
  await soon('the desktop after signing in again', () => isShown(elsewhere.page));
  t.match(await sessions(elsewhere.page), [{ id: opened.id }], 'the session was kept');

  const other = await elsewhere.page.context().newPage();
  await other.goto(`${scene.provider.issuer}/session/end`);
  await other.getByRole('button', { name: /yes/i }).click();
  await isSignedOut(elsewhere.page);
  t.notOk(await isShown(elsewhere.page), 'signed out at the provider, nothing is seen either');
  t.same(unexpected([...complaints, ...elsewhere.complaints]), []);
}

t.test('with a provider, on a host with NLA', { skip: noBrowser || shadowMissing(3) || false }, async (t) => {
  const host = await startShadow({ version: 3, security: 'nla', script: scene });
  t.teardown(() => host.close());
  await t.test('SQLite', (t) => spendADay(t, host, {}));
  await t.test('PostgreSQL', { skip: missingPostgresql() ?? false }, async (t) => {
    const server = await startPostgresql();
    t.teardown(() => server.stop());
    await spendADay(t, host, { DATABASE_URL: await server.createDatabase() });
  });
});

t.teardown(closeBrowser);
