import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { closeBrowser, noBrowser } from './browser.js';
import { look, tooWide, type View, violations } from './portal-accessibility.js';
import {
  ADMINISTRATOR,
  type PortalGateway,
  shownColors,
  soon,
  startPortalGateway,
  unexpected,
} from './portal-gateway.js';

t.teardown(closeBrowser);

const IMAGES = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs', 'images');

const go = (page: Page, address: string) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, address);

const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#8a3b12"/></svg>',
);

t.test('a pool, its desktop and who gets it, made by forms', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page, complaints } = await gateway.openSignedIn({ viewport: { width: 1280, height: 900 } });
  const create = () => page.getByRole('button', { name: 'Create', exact: true }).click();

  await go(page, '#/admin/host-pools/+new');
  await page.getByLabel('Name', { exact: true }).fill('Not a Name');
  await page.getByLabel('Display name').fill('Office');
  await page.getByLabel('Load balancer').selectOption('Depth first');
  await page.getByLabel('Max sessions').fill('3');
  await page.getByLabel('Start on connect').check();
  await page.getByLabel('Rdp properties').or(page.getByLabel('RDP properties')).fill('audiomode:x:0');
  await create();
  await page.getByRole('alert').filter({ hasText: 'REQUEST_INVALID' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('office');
  await create();
  await page.getByText('is not of the form name:i:1').first().waitFor();
  await page.getByLabel('RDP properties').fill('audiomode:i:0');
  await create();
  await page.getByRole('heading', { name: 'Office' }).waitFor();
  const { body } = await gateway.plane.resources.require('host-pool', 'office');
  t.match(body, { displayName: 'Office', loadBalancer: 'DepthFirst', maxSessions: 3, startOnConnect: true });
  t.equal(body.rdpProperties, 'audiomode:i:0');

  await go(page, '#/admin/application-groups/+new');
  await page.getByLabel('Name', { exact: true }).fill('office-desktop');
  await page.getByLabel('Display name').fill('Office desktop');
  await page.getByLabel('Type').selectOption('Desktop');
  const pool = page.getByRole('combobox', { name: 'Host pool' });
  await pool.click();
  await pool.pressSequentially('off');
  await page.getByRole('option', { name: /Office/ }).waitFor();
  await page.keyboard.press('Enter');
  t.equal(await pool.inputValue(), 'office');
  await page.getByRole('combobox', { name: 'Workspace' }).fill('demo');
  await page.keyboard.press('Escape');
  await page.getByLabel('Icon').setInputFiles({ name: 'icon.svg', mimeType: 'image/svg+xml', buffer: SVG });
  await page.locator('.icon-field img').waitFor();
  await create();
  await page.getByRole('heading', { name: 'Office desktop' }).waitFor();
  const group = await gateway.plane.resources.require('application-group', 'office-desktop');
  t.match(group.body, {
    type: 'Desktop',
    hostPool: 'office',
    workspace: 'demo',
    icon: /^data:image\/svg\+xml;base64,/,
  });

  await go(page, '#/admin/assignments/+new');
  await page.getByLabel('Name', { exact: true }).fill('ada-office');
  await page.getByRole('combobox', { name: 'User' }).fill('ada');
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Application group' }).fill('office-desktop');
  await page.keyboard.press('Escape');
  await create();
  await page.getByRole('heading', { name: 'ada-office' }).waitFor();
  await page.getByRole('link', { name: 'My apps' }).click();
  await page.getByRole('button', { name: /^Office desktop/ }).waitFor();
  t.same(
    complaints.filter((text) => !/\b400\b/.test(text)),
    [],
    'nothing but the refused bodies',
  );
});

t.test('who saves second is asked, and what is named is not deleted', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { resources } = gateway.plane;
  const { page } = await gateway.openSignedIn({ viewport: { width: 1280, height: 900 } });
  await resources.put('host-pool', 'office', { displayName: 'Office' });
  await resources.put('credential', 'service', { displayName: 'Service', userName: 'svc', password: 'kept' });
  await resources.put('session-host', 'office-1', { hostPool: 'office', address: 'office-1.example.com' });
  await go(page, '#/admin/host-pools/office');
  const name = page.getByLabel('Display name');
  await name.fill('Mine');
  await resources.put('host-pool', 'office', { displayName: 'Theirs' });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody changed it meanwhile' });
  await dialog.getByRole('button', { name: 'Reload and lose my changes' }).click();
  await soon('the other version', async () => (await name.inputValue()) === 'Theirs');
  await name.fill('Mine');
  await resources.put('host-pool', 'office', { displayName: 'Theirs again' });
  await page.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Overwrite with mine' }).click();
  await page.getByRole('heading', { name: 'Mine' }).waitFor();
  t.equal((await resources.require('host-pool', 'office')).body.displayName, 'Mine');

  await page.getByRole('button', { name: 'Delete' }).click();
  const deletion = page.getByRole('dialog', { name: 'Delete host pool office?' });
  await deletion.getByText('session-host/office-1').waitFor();
  t.equal(await deletion.getByRole('button', { name: 'Delete' }).isDisabled(), true);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Session hosts' }).last().click();
  await page.getByText('host pool: office').waitFor();
  await page.getByRole('button', { name: 'Drain' }).click();
  await page.getByText('Draining').waitFor();
  t.equal((await resources.require('session-host', 'office-1')).body.drain, true);

  await go(page, '#/admin/credentials/service');
  const secret = page.getByLabel('Password');
  t.equal(await secret.getAttribute('placeholder'), 'A value is stored. Leave empty to keep it.');
  await page.getByLabel('Domain').fill('CORP');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('service is saved.').waitFor();
  t.same(await resources.openSecrets('credential', 'service'), { password: 'kept' });
});

t.test('what administrators watch, after a connection', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page, complaints } = await gateway.openSignedIn({ viewport: { width: 1280, height: 800 } });
  await page.getByRole('button', { name: /^Demo desktop/ }).click();
  await soon('pixels', async () => (await shownColors(page)) > 1000);
  await go(page, '#/admin/diagnostics');
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByRole('heading', { name: 'ada → demo-desktop' }).waitFor();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  for (const step of ['Signed in', 'Policy', 'Host chosen', 'TLS agreed', 'First picture']) {
    await timeline.getByText(step, { exact: true }).waitFor();
  }
  await go(page, '#/admin/user-sessions');
  await page.getByRole('button', { name: 'Send message: ada' }).click();
  await page.getByLabel('Text').fill('Back in five minutes');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('The message is sent.').waitFor();
  await page.getByRole('button', { name: 'Watch: ada' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Watch' }).click();
  await soon('pixels of the session that is watched', async () => (await shownColors(page)) > 1000);
  await page.getByRole('button', { name: 'Disconnect and close Session of ada' }).click();

  await go(page, '#/admin/audit');
  await page.getByRole('button', { name: 'Verify the log' }).click();
  await page.getByText(/entries, all as they were written/).waitFor();
  await page.getByLabel('Action').fill('session.shadow');
  await soon('one entry', async () => (await page.getByRole('table').locator('tbody tr').count()) === 1);
  await go(page, '#/admin/what-if');
  await page.getByRole('combobox', { name: 'Person' }).fill('ada');
  await page.getByRole('combobox', { name: 'Which one' }).fill('demo-desktop');
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await page.getByRole('heading', { name: 'Allowed' }).waitFor();
  t.same(unexpected(complaints), []);
});

t.test('an authenticator app, set up and asked for; what others may not see', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn();
  await go(page, '#/account');
  await page.getByRole('region', { name: 'Authenticator app' }).getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  const secret = ((await page.locator('.totp .secret').textContent()) ?? '').replaceAll(' ', '');
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await page.getByLabel('Six digits').fill(totp.generate());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('The authenticator app is set up.').waitFor();
  await page.getByRole('button', { name: 'Make new codes' }).click();
  const code = (await page.locator('.codes code').first().textContent()) ?? '';

  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByLabel('User name').fill(ADMINISTRATOR.user);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  // The code of this half minute was used above.
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();

  const { plane, url } = gateway;
  await plane.resources.put('user', 'grace', { displayName: 'Grace Hopper' });
  await go(page, '#/admin/users/grace');
  await page.getByRole('button', { name: 'Make a password link' }).click();
  const link = (await page.locator('.shown-once .secret').textContent()) ?? '';
  const other = await gateway.open();
  await other.page.goto(link);
  await other.page.getByText('For the account grace.').waitFor();
  await other.page.getByLabel('New password', { exact: true }).fill('seven green otters dive');
  await other.page.getByLabel('Repeat the new password').fill('seven green otters dive');
  await other.page.getByRole('button', { name: 'Set password' }).click();
  await other.page.getByRole('button', { name: 'Go to sign-in' }).click();
  await other.page.getByLabel('User name').fill('grace');
  await other.page.getByLabel('Password', { exact: true }).fill('seven green otters dive');
  await other.page.getByRole('button', { name: 'Sign in' }).click();
  await other.page.getByRole('heading', { name: 'My apps' }).waitFor();
  t.equal(await other.page.getByRole('link', { name: 'Administration' }).count(), 0);
  t.equal(new URL(other.page.url()).origin, url);
});

t.test('a passkey, made in the account and used to sign in', { skip: noBrowser }, async (t) => {
  const gateway = await startPortalGateway(t);
  await (await gateway.openSignedIn()).page.close();
  const { page, complaints } = await gateway.open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  // Browsers make passkeys for names only.
  await page.goto(gateway.url.replace('127.0.0.1', 'localhost'));
  await page.getByLabel('User name').fill(ADMINISTRATOR.user);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  await go(page, '#/account');
  await page.getByLabel('Name of the passkey').fill('Laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Remove the passkey Laptop' }).waitFor();
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  };
  // The field for the user name offers the passkey, and this authenticator takes every offer.
  await signOut();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  await page.reload();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  await signOut();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'My apps' }).waitFor();
  t.same(unexpected(complaints), []);
});

const VIEWS: readonly View[] = [
  { address: '#/', ready: ['heading', 'My apps'] },
  { address: '#/account', ready: ['heading', 'Tokens for programs'] },
  { address: '#/admin', ready: ['heading', 'Overview'] },
  { address: '#/admin/host-pools', ready: ['table', 'Host pools'] },
  { address: '#/admin/session-hosts', ready: ['table', 'Session hosts'] },
  { address: '#/admin/session-hosts/demo', ready: ['button', 'Save'] },
  { address: '#/admin/host-pools/office', ready: ['button', 'Save'] },
  { address: '#/admin/access-policies/weekends', ready: ['button', 'Save'] },
  { address: '#/admin/scaling-plans/days', ready: ['button', 'Save'] },
  { address: '#/admin/assignments/+new', ready: ['button', 'Create'] },
  { address: '#/admin/users/ada', ready: ['button', 'Make a password link'] },
  { address: '#/admin/user-sessions', ready: ['heading', 'User sessions'] },
  { address: '#/admin/diagnostics', ready: ['heading', 'Diagnostics'] },
  { address: '#/admin/audit', ready: ['table', 'Audit log'] },
  { address: '#/admin/what-if', ready: ['button', 'Evaluate'] },
];

/** Something of everything that forms and lists may hold. */
async function fill({ plane: { resources } }: PortalGateway): Promise<void> {
  await resources.put('host-pool', 'office', {
    displayName: 'Office',
    description: 'Shared hosts of the office',
    provider: { type: 'exec', start: ['/usr/local/bin/start-host'] },
  });
  // Two that are there, the third is nowhere.
  const demo = (await resources.require('session-host', 'demo')).body;
  const { trust } = (await resources.require('host-pool', demo.hostPool)).body;
  for (const number of [1, 2, 3]) {
    const [there, name] = [number < 3, `office-${number}`];
    const address = there ? demo.address : 'office-3.example.com';
    await resources.put('session-host', name, {
      hostPool: 'office',
      address,
      trust: demo.trust ?? trust,
      drain: number === 2,
    });
  }
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
  const phase = (start: string) => ({ start, loadBalancer: 'BreadthFirst' as const });
  const share = { minimumHostsPercent: 20, capacityThresholdPercent: 60 };
  await resources.put('scaling-plan', 'days', {
    displayName: 'Working days',
    timeZone: 'Europe/Berlin',
    schedules: [
      {
        days: [...days],
        rampUp: { ...phase('07:00'), ...share },
        peak: phase('09:00'),
        rampDown: { ...phase('18:00'), ...share },
        offPeak: phase('20:00'),
      },
    ],
  });
  await resources.put('access-policy', 'weekends', {
    displayName: 'A second factor at weekends',
    conditions: { times: { days: ['saturday', 'sunday'], from: '00:00', to: '23:59', timeZone: 'Europe/Berlin' } },
    grant: { control: 'allow', multiFactor: true },
  });
}

t.test(
  'nothing serious for axe, in light and dark; no scrolling sideways on a phone',
  { skip: noBrowser },
  async (t) => {
    const gateway = await startPortalGateway(t);
    const { page } = await gateway.openSignedIn({ viewport: { width: 1280, height: 800 } });
    await fill(gateway);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.reload();
      for (const view of VIEWS) {
        await look(page, view);
        t.same(await violations(page), [], `${view.address} ${colorScheme}`);
      }
    }
    await page.setViewportSize({ width: 360, height: 740 });
    for (const view of VIEWS) {
      await look(page, view);
      t.ok((await tooWide(page)) <= 0, `${view.address} on a phone`);
    }
    const other = await gateway.open({ viewport: { width: 360, height: 740 } });
    for (const colorScheme of ['light', 'dark'] as const) {
      await other.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await other.page.goto(gateway.url);
      await other.page.getByLabel('User name').waitFor();
      t.same(await violations(other.page), [], `sign-in ${colorScheme}`);
      t.ok((await tooWide(other.page)) <= 0);
    }
  },
);

/** More tiles than the demo has. */
async function publishOffice({ plane: { resources } }: PortalGateway): Promise<void> {
  await resources.put('workspace', 'office', { displayName: 'Office' });
  const group = { hostPool: 'office', workspace: 'office' } as const;
  await resources.put('application-group', 'office-apps', { displayName: 'Apps', type: 'RemoteApp', ...group });
  for (const [name, displayName, description] of [
    ['letters', 'Letters', 'Write and print'],
    ['sums', 'Spreadsheet', 'Numbers in rows'],
    ['customers', 'Customers', 'Who buys what'],
  ]) {
    const program = `||${name}`;
    await resources.put('application', name, { displayName, description, applicationGroup: 'office-apps', program });
  }
  const principal = { user: ADMINISTRATOR.user };
  await resources.put('assignment', 'office-apps', { principal, applicationGroup: 'office-apps' });
}

/** Run when they are to be taken anew, so that it is no test that is skipped otherwise. */
async function takePictures(t: Test): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const gateway = await startPortalGateway(t);
  const { page } = await gateway.openSignedIn({ viewport: { width: 1280, height: 820 } });
  await fill(gateway);
  await publishOffice(gateway);
  await page.getByRole('button', { name: /^Notes/ }).click();
  await soon('the program', async () => (await shownColors(page)) > 10);
  await go(page, '#/');
  await page
    .getByRole('button', { name: /^Demo desktop/ })
    .first()
    .click();
  await soon('the desktop', async () => (await shownColors(page)) > 1000);
  await go(page, '#/');
  await page.getByRole('button', { name: 'Add Demo desktop to favourites' }).first().click();
  await page.getByRole('heading', { name: 'Favourites' }).waitFor();
  await page.mouse.move(640, 360);
  await page.screenshot({ path: join(IMAGES, 'portal.png') });
  await go(page, '#/admin/session-hosts');
  await page.getByText('Unavailable').first().waitFor();
  await soon('three that are there', async () => (await page.getByText('Available', { exact: true }).count()) === 3);
  await page.screenshot({ path: join(IMAGES, 'administration.png') });
}

if (process.env['SLUICE_PICTURES'] === '1') t.test('pictures for the README', { skip: noBrowser }, takePictures);
