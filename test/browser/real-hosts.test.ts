/** The browser against real RDP servers: what it shows, and what of a person's input arrives there. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { ConfigInput } from '../../src/config/schema.js';
import { createGateway } from '../../src/gateway/create-gateway.js';
import type { RealHost } from '../hosts/host.js';
import { differing, settled } from '../hosts/pictures.js';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { referencePicture, xfreerdpMissing } from '../hosts/xfreerdp.js';
import { startXrdp, xrdpMissing } from '../hosts/xrdp.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { canvasPixels } from './canvas-pixels.js';
import { CLICKED, listeningScene, pictureScene, READY, TYPED } from './scene.js';
import { until } from './until.js';

t.setTimeout(300_000);

const SIZE = '1024x768';
const viewport = { width: 1024, height: 768 };

type Desktop = NonNullable<ConfigInput['desktops']>[number];

/** A page with a desktop of this host, signed in unless `more` says otherwise. */
async function open(t: Test, host: RealHost, more: Partial<Desktop> = {}, size = viewport) {
  const signIn = { username: host.username, password: host.password };
  const lossless = { nsCodec: false, remoteFx: false };
  const desktop: Desktop = {
    ...{ name: host.name, url: `rdp://127.0.0.1:${host.port}`, trust: 'ignore' },
    ...signIn,
    ...lossless,
    ...more,
  };
  const gateway = await createGateway({ config: { listen: { port: 0 }, desktops: [desktop] } });
  t.teardown(() => gateway.close());
  const opened = await openPage(t, { viewport: size });
  await opened.page.goto(gateway.link());
  return { ...opened, gateway };
}

const heard = (host: RealHost, file: string): string => readFileSync(join(host.folder, file), 'utf8');

/** Waits until the desktop is there, with every window of its scene. */
async function live(page: Page, host: RealHost): Promise<void> {
  await page.locator('.root[data-phase=live]').waitFor();
  await until('every window', () => heard(host, READY) !== '');
}

/** Clicks on the terminal and types until it listens: xrdp and a window manager take a moment to hand input over. */
async function focusTerminal(page: Page, host: RealHost): Promise<void> {
  const before = heard(host, TYPED).length;
  await until('typed text', async () => {
    await page.mouse.click(300, 480);
    await page.keyboard.press('KeyQ');
    return heard(host, TYPED).length > before;
  });
}

/** Types and clicks, and reads back what the programs on the host saw. */
async function useDesktop(t: Test, page: Page, host: RealHost): Promise<void> {
  await live(page, host);
  await focusTerminal(page, host);
  await page.keyboard.press('Shift+Digit1');
  await page.keyboard.press('Enter');
  await until('Shift and Enter', () => /q!\n$/.test(heard(host, TYPED)));

  await page.mouse.click(700, 200);
  await page.mouse.click(710, 210, { button: 'right' });
  await page.mouse.wheel(0, 120);
  const buttons = () =>
    [...heard(host, CLICKED).matchAll(/ButtonPress[\s\S]*?button (\d)/g)].map(([, button]) => button);
  await until('clicks and the wheel', () => buttons().length >= 3);
  t.same(buttons().slice(0, 3), ['1', '3', '5'], 'left, right, wheel down');
}

t.test('xrdp', { skip: noBrowser || xrdpMissing() || xfreerdpMissing() || false }, async (t) => {
  const host = await startXrdp({ script: listeningScene });
  t.teardown(() => host.close());
  // Before anything moved: xrdp draws its pointer into the picture until a client moves it.
  const seen = await open(t, host);
  await live(seen.page, host);
  const ours = await settled(() => canvasPixels(seen.page));
  // xrdp serves one client of a session well, so this one goes before the next comes.
  await seen.gateway.close();
  const theirs = await referencePicture(host, { size: SIZE, security: 'tls', codecs: ['/bpp:32', '-gfx'] });
  t.equal(differing(ours, theirs), 0, 'the canvas shows what xfreerdp shows');

  const { page, complaints } = await open(t, host);
  await useDesktop(t, page, host);
  const devtools = await page.context().newCDPSession(page);
  await focusTerminal(page, host);
  // xrdp knows Unicode input only for what its keyboard layout can write.
  await devtools.send('Input.insertText', { text: 'Z~' });
  await until('Unicode', () => heard(host, TYPED).endsWith('Z~'));
  t.same(complaints, []);
});

t.test(
  'freerdp-shadow with NLA asks for the password here',
  { skip: noBrowser || shadowMissing(3) || false },
  async (t) => {
    const host = await startShadow({ version: 3, security: 'nla', size: SIZE, script: listeningScene });
    t.teardown(() => host.close());
    const { page, complaints } = await open(t, host, { username: undefined, password: undefined, security: 'nla' });
    await page.getByRole('heading', { name: /Sign in/ }).waitFor();
    await page.getByLabel('User name').fill(host.username);
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(host.password);
    await page.keyboard.press('Enter');
    await useDesktop(t, page, host);
    t.same(complaints, []);
  },
);

t.test(
  'a certificate that is not trusted is shown with its fingerprint',
  { skip: noBrowser || shadowMissing(3) || false },
  async (t) => {
    const host = await startShadow({ version: 3, security: 'tls', size: SIZE, scene: 'empty' });
    t.teardown(() => host.close());
    const { page } = await open(t, host, { trust: 'verify' });
    const card = page.getByRole('alert', { name: 'The host’s certificate is not trusted' });
    await card.waitFor();
    t.match(await card.textContent(), /([0-9a-f]{4} ){15}[0-9a-f]{4}/);
  },
);

t.test('a host that is not there', { skip: noBrowser || shadowMissing(3) || false }, async (t) => {
  const host = await startShadow({ version: 3, security: 'tls', size: SIZE, scene: 'empty' });
  await host.close();
  const { page } = await open(t, host);
  await page.getByRole('alert', { name: 'The host cannot be reached' }).waitFor();
});

const pictures =
  process.env.SLUICE_PICTURES === '1' ? false : 'set SLUICE_PICTURES=1 to take the pictures of the README';
/** Takes a picture with the connection's figures on it, once these are of a gateway at rest. */
async function takePicture(page: Page): Promise<void> {
  await page.locator('.toolbar').evaluate((element) => element.dispatchEvent(new FocusEvent('focusin')));
  await page.getByRole('button', { name: 'Connection details' }).click();
  await page.mouse.move(300, 200);
  // This process started a browser and painted pictures, and is the gateway too; the figures should not show that.
  const latency = async () => /Host to screen([\d.]+) ms/.exec((await page.locator('.stats').textContent()) ?? '')?.[1];
  await until('figures of a gateway at rest', async () => Number((await latency()) ?? Number.NaN) < 40);
  const images = new URL('../../../docs/images/', import.meta.url).pathname;
  mkdirSync(images, { recursive: true });
  await page.mouse.move(300, 200);
  await page.mouse.move(640, 30);
  await page.screenshot({ path: join(images, 'h264.png') });
}

if (!pictures) {
  const size = { width: 1280, height: 800 };

  t.test('the picture of the README', async (t) => {
    const host = await startShadow({ version: 3, security: 'tls', size: '1280x800', script: pictureScene });
    t.teardown(() => host.close());
    const { page } = await open(t, host, { name: 'FreeRDP shadow 3.10', remoteFx: true }, size);
    await live(page, host);
    await takePicture(page);
    t.match(await page.locator('.stats').textContent(), /H\.264 4:4:4/);
  });
}

t.teardown(closeBrowser);
