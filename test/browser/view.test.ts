import type { Page } from 'playwright-core';
import t from 'tap';
import { short } from '../web/keys.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { type Picture, testPicture } from './picture.js';
import { shows, startScripted } from './scripted-gateway.js';
import type { ScriptedViewer } from './scripted-session.js';
import { until } from './until.js';

/** Where the canvas lies in the window, in CSS pixels. */
const canvasBox = async (page: Page) => {
  const box = await page.locator('canvas').boundingBox();
  return box && [box.x, box.y, box.width, box.height].map(Math.round);
};

const cursor = (page: Page) => page.locator('.screen').evaluate((element) => getComputedStyle(element).cursor);

const lastResize = (viewer: ScriptedViewer) =>
  viewer.received.flatMap((message) => (message.type === 'resize' ? [message.body] : [])).at(-1);

async function clickedAt(page: Page, viewer: ScriptedViewer, x: number, y: number): Promise<string> {
  viewer.forgetInput();
  await page.mouse.click(x, y);
  const click = () => viewer.input.filter(({ type }) => type === 'button').map(short);
  return until('a click arrives', () => click()[0]);
}

t.test('the desktop follows the window', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(testPicture(1024, 700)));
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  await shows(page, testPicture(1024, 700));
  const [session] = sessions.opened;
  const viewer = await session.viewer();
  await page.setViewportSize({ width: 801, height: 600 });
  await until('the new size arrives', () => lastResize(viewer)?.width === 800);
  t.match(lastResize(viewer), { width: 800, height: 600, scaleFactor: 100 });
  const next = testPicture(800, 600, 7);
  session.show(next, 2);
  await shows(page, next);
  t.same(await canvasBox(page), [1, 0, 800, 600]);
  t.same(complaints, []);
});

t.test('a host that cannot follow is fitted, and clicks find their place', { skip: noBrowser }, async (t) => {
  const picture = testPicture(1024, 512);
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture, 1, false));
  const { page } = await openPage(t, { viewport: { width: 512, height: 512 } });
  await page.goto(gateway.link());
  await shows(page, picture);
  const viewer = await sessions.opened[0].viewer();
  await until('the picture is fitted', async () => String(await canvasBox(page)) === '0,128,512,256');
  t.equal(await clickedAt(page, viewer, 256, 300), '+left 512,344');
  t.equal(lastResize(viewer), undefined, 'it is not asked to');

  await page.keyboard.press('Control+Alt+Shift');
  await page.getByRole('button', { name: 'Actual size (1:1)' }).click();
  await until('one to one', async () => String((await canvasBox(page))?.slice(2)) === '1024,512');
  await page.mouse.move(511, 300);
  await until('the picture follows the pointer to its edge', async () => (await canvasBox(page))?.[0] === -512);
  t.equal(await clickedAt(page, viewer, 511, 300), '+left 1023,300');
});

t.test('on a dense screen each device pixel is a desktop pixel', { skip: noBrowser }, async (t) => {
  const picture = testPicture(1600, 1000);
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t, { viewport: { width: 800, height: 500 }, deviceScaleFactor: 2 });
  await page.goto(gateway.link());
  await shows(page, picture);
  const viewer = await sessions.opened[0].viewer();
  t.match(viewer.hello, { width: 1600, height: 1000, scaleFactor: 200 });
  t.same(await canvasBox(page), [0, 0, 800, 500]);
  t.equal(await clickedAt(page, viewer, 300, 200), '+left 600,400');
});

t.test('what is on the screen is the picture, pixel by pixel', { skip: noBrowser }, async (t) => {
  const picture = testPicture(640, 400);
  const { gateway } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t, { viewport: { width: 640, height: 400 } });
  await page.goto(gateway.link());
  await shows(page, picture);
  await page.locator('.toolbar:not([open])').waitFor();
  const { PNG } = await import('pngjs');
  const { data } = PNG.sync.read(await page.screenshot());
  let different = 0;
  // Below the handle of the toolbar.
  for (let at = 4 * 640 * 40; at < picture.rgba.length; at++) if (data[at] !== picture.rgba[at]) different += 1;
  t.equal(different, 0);
});

t.test('the pointer of the host', { skip: noBrowser }, async (t) => {
  const { gateway, sessions } = await startScripted(t, (session) => {
    session.show(testPicture(1024, 700));
    session.pointer = { kind: 'image', ...arrow(32), hotspotX: 3, hotspotY: 5 };
  });
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  await until('a picture', async () => /^url\("blob:[^"]+"\) 3 5, default$/.test(await cursor(page)));
  const viewer = await sessions.opened[0].viewer();
  viewer.say('pointer', { kind: 'hidden' });
  await until('hidden', async () => (await cursor(page)) === 'none');
  viewer.say('pointer', { kind: 'image', ...arrow(200), hotspotX: 100, hotspotY: 100 });
  await page.mouse.move(400, 300);
  const drawn = page.locator('img.cursor');
  await drawn.waitFor();
  await page.mouse.move(420, 320);
  t.match(
    await drawn.boundingBox(),
    { x: 320, y: 220, width: 200, height: 200 },
    'too large for CSS: drawn by the page',
  );
  t.equal(await cursor(page), 'none');
  viewer.say('pointer', { kind: 'default' });
  await until('the usual one', async () => (await cursor(page)) === 'default');
  viewer.say('pointer', { kind: 'position', x: 1, y: 1 });
  viewer.say('pointer', { kind: 'hidden' });
  await until('hidden again', async () => (await cursor(page)) === 'none');
  t.same(complaints, []);
});

t.test('full screen', { skip: noBrowser }, async (t) => {
  const { gateway } = await startScripted(t, (session) => session.show(testPicture(1024, 700)));
  const { page, complaints } = await openPage(t);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  await page.getByRole('button', { name: 'Full screen', exact: true }).click();
  await until('full screen', () => page.evaluate(() => document.fullscreenElement?.localName === 'sluice-desktop'));
  await page.getByRole('button', { name: 'Leave full screen' }).click();
  await until('left', () => page.evaluate(() => document.fullscreenElement === null));
  t.same(complaints, []);
});

t.test('figures are shown when asked for, and the choice is kept', { skip: noBrowser }, async (t) => {
  const { gateway } = await startScripted(t, (session) => session.show(testPicture(1024, 700)));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  await page.getByRole('button', { name: 'Connection details' }).click();
  const panel = page.getByRole('complementary', { name: 'Connection details' });
  await panel.waitFor();
  const figures = [/Connected · WebSocket/, /Round trip[\d.]+ ms/, /1024 × 700/];
  await until('all figures', async () => {
    const text = (await panel.textContent()) ?? '';
    return figures.every((figure) => figure.test(text));
  });
  await page.reload();
  await panel.waitFor();
});

t.test('leaving and coming back', { skip: noBrowser }, async (t) => {
  const picture = testPicture(1024, 700);
  const { gateway, sessions } = await startScripted(t, (session) => session.show(picture));
  const { page } = await openPage(t);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('heading', { name: 'You disconnected' }).waitFor();
  const [session] = sessions.opened;
  await until('the viewer is gone', () => session.viewers[0].gone);
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await session.viewer(1);
  await page.locator('.root[data-phase=live]').waitFor();
  await shows(page, picture);
});

/** A square pointer of one colour. */
function arrow(side: number): Picture {
  const rgba = new Uint8Array(side * side * 4).fill(200);
  return { width: side, height: side, rgba };
}

t.teardown(closeBrowser);
