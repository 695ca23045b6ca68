import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { createGateway } from '../../src/gateway/create-gateway.js';
import { type DemoHost, type Received, startDemoHost } from '../../src/host/demo/demo-host.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { startProxy } from './proxy.js';
import { canvasOf } from './scripted-gateway.js';
import { until } from './until.js';

/** The whole way: browser, edge, session, worker, RDP over TLS, and a host that says what arrived. */
async function openDemo(t: Test) {
  const host = await startDemoHost();
  t.teardown(() => host.close());
  const url = `rdp://127.0.0.1:${host.port}`;
  const trust = `pin:${host.fingerprint}`;
  const gateway = await createGateway({ config: { listen: { port: 0 }, desktops: [{ name: 'Demo', url, trust }] } });
  t.teardown(() => gateway.close());
  const proxy = await startProxy(t, gateway.port);
  const opened = await openPage(t, { viewport: { width: 1280, height: 800 } });
  await opened.page.goto(proxy.through(gateway.link()));
  await opened.page.locator('.root[data-phase=live]').waitFor();
  await opened.page.mouse.move(640, 795);
  return { ...opened, host, proxy };
}

const received = (host: DemoHost, what: string, check: (received: Received) => boolean): Promise<unknown> =>
  until(what, () => host.received !== undefined && check(host.received));

/** How many colours the picture has: none of it would be a grey nothing. */
function colorsOn(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('canvas');
    if (!canvas) return 0;
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    context?.drawImage(canvas, 0, 0);
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data.buffer;
    return new Set(new Uint32Array(pixels ?? new ArrayBuffer(0))).size;
  });
}

t.test('the demo desktop moves, and hears what a person does', { skip: noBrowser }, async (t) => {
  const { page, complaints, host } = await openDemo(t);
  t.same(host.received?.size, { width: 1280, height: 800 });
  await until('a picture', async () => (await colorsOn(page)) > 5000);
  const before = await canvasOf(page);
  await until('another picture', async () => (await canvasOf(page))?.sha256 !== before?.sha256);

  await page.keyboard.press('KeyH');
  await page.keyboard.press('Shift+KeyI');
  await received(host, 'typed text', ({ text }) => text === 'hI');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.insertText', { text: ' Grüße €' });
  await received(host, 'Unicode text', ({ text }) => text === 'hI Grüße €');
  await page.keyboard.press('Backspace');
  await received(host, 'a corrected text', ({ text }) => text === 'hI Grüße ');

  await page.mouse.click(900, 620);
  await page.mouse.click(905, 625, { button: 'right' });
  await received(host, 'clicks', ({ clicks, held }) => clicks.left === 1 && clicks.right === 1 && held.length === 0);
  t.same(host.received?.pointer, { x: 905, y: 625 });
  await page.mouse.wheel(0, 240);
  await received(host, 'the wheel', ({ wheel }) => wheel.vertical < 0);
  t.same(complaints, []);
});

t.test('the demo desktop follows the window', { skip: noBrowser }, async (t) => {
  const { page, host } = await openDemo(t);
  await page.setViewportSize({ width: 1000, height: 640 });
  await received(host, 'the new size', ({ size }) => size.width === 1000 && size.height === 640);
  await until('a picture of that size', async () => {
    const seen = await canvasOf(page);
    return seen?.width === 1000 && seen.height === 640 && (await colorsOn(page)) > 5000;
  });
});

t.test('a dropped connection comes back to the same desktop', { skip: noBrowser }, async (t) => {
  const { page, host, proxy } = await openDemo(t);
  await page.keyboard.press('KeyA');
  await received(host, 'typed text', ({ text }) => text === 'a');
  proxy.dropSockets();
  await page.locator('.root[data-phase=lost]').waitFor();
  t.ok((await colorsOn(page)) > 5000, 'the picture is intact');
  await page.locator('.root[data-phase=live]').waitFor();
  await page.keyboard.press('KeyB');
  await received(host, 'more text', ({ text }) => text === 'ab');
  t.equal(host.sessions, 1, 'the host noticed nothing');
});

t.test('the demo works over plain HTTP', { skip: noBrowser }, async (t) => {
  const { page, host, proxy } = await openDemo(t);
  proxy.breakUpgrades = true;
  proxy.dropSockets();
  await page.locator('.root[data-phase=lost]').waitFor();
  await page.locator('.root[data-phase=live]').waitFor();
  const before = await canvasOf(page);
  await until('pictures come', async () => (await canvasOf(page))?.sha256 !== before?.sha256);
  await page.keyboard.press('KeyC');
  await received(host, 'typed text', ({ text }) => text === 'c');
});

t.teardown(closeBrowser);
