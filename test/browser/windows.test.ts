import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import t from 'tap';
import { createGateway } from '../../src/gateway/create-gateway.js';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import type { ProgramWindow, Windows } from '../../src/wire/windows.js';
import { short } from '../web/keys.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { testPicture } from './picture.js';
import { shows, startScripted } from './scripted-gateway.js';
import type { ScriptedViewer } from './scripted-session.js';
import { until } from './until.js';

t.teardown(closeBrowser);

const PICTURE = testPicture(1024, 700);

const window = (id: number, left: number, top: number, more: Partial<ProgramWindow> = {}): ProgramWindow => {
  const area = { left, top, width: 300, height: 200 };
  const rest = { owner: 0, state: 'normal', auxiliary: false, title: `window ${id}` } as const;
  return { id, ...rest, ...area, visible: [area], ...more };
};

/** A page at a session of a program. */
async function openProgram(t: Parameters<typeof openPage>[0]) {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(PICTURE));
  const opened = await openPage(t);
  await opened.page.goto(gateway.link());
  await shows(opened.page, PICTURE);
  const viewer = await sessions.opened[0].viewer();
  const tell = (windows: readonly ProgramWindow[], more: Partial<Windows> = {}) =>
    viewer.say('windows', { desktop: false, main: 0, active: 0, windows, ...more });
  return { ...opened, viewer, tell, sessions };
}

/** What a person sees at a place of the window. */
async function colorAt(page: Page, x: number, y: number): Promise<string> {
  const { data } = PNG.sync.read(await page.screenshot({ clip: { x, y, width: 1, height: 1 } }));
  return [...data.subarray(0, 3)].join();
}

/** Waits until this place shows that of the picture: it comes into focus in a quarter of a second. */
const sees = (page: Page, x: number, y: number, pictureX = x, pictureY = y): Promise<boolean> =>
  until(
    `${pictureX},${pictureY} of the picture at ${x},${y}`,
    async () => (await colorAt(page, x, y)) === pixel(pictureX, pictureY),
  );

const pixel = (x: number, y: number): string => [...PICTURE.rgba.subarray(4 * (y * 1024 + x)).subarray(0, 3)].join();

async function clickedAt(page: Page, viewer: ScriptedViewer, x: number, y: number): Promise<string> {
  viewer.forgetInput();
  await page.mouse.click(x, y);
  const click = () => viewer.input.filter(({ type }) => type === 'button').map(short);
  return until('a click arrives', () => click()[0]);
}

const requests = (viewer: ScriptedViewer) =>
  viewer.received.flatMap((message) => (message.type === 'window' ? [message.body] : []));

const favicon = (page: Page) => page.locator('link[rel=icon]').getAttribute('href');

t.test('several windows lie on plain ground, and only they hear of the mouse', { skip: noBrowser }, async (t) => {
  const { page, viewer, tell, complaints } = await openProgram(t);
  t.equal(viewer.hello.windows, true);
  tell([window(2, 500, 300), window(1, 100, 100)], { active: 2 });
  await sees(page, 150, 150);
  await sees(page, 600, 350);
  await until('plain ground', async () => (await colorAt(page, 50, 600)) === (await colorAt(page, 950, 250)));

  await until('the title', async () => (await page.title()).startsWith('window 2'));
  await page.mouse.click(700, 150);
  t.equal(await clickedAt(page, viewer, 150, 150), '+left 150,150', 'the click before went nowhere');
  t.same(requests(viewer), [{ kind: 'activate', window: 1 }]);

  viewer.forgetInput();
  await page.getByRole('button', { name: 'Close window 1' }).click();
  await until('it is asked to close', () => requests(viewer).length === 1);
  t.same(requests(viewer), [{ kind: 'close', window: 1 }]);
  tell([window(2, 500, 300), window(1, 100, 100, { state: 'minimized', visible: [] })], { active: 2 });
  await until('it is away', async () => (await colorAt(page, 150, 150)) !== pixel(150, 150));
  viewer.forgetInput();
  await page.getByRole('button', { name: 'window 1', exact: true }).click();
  await until('it is asked back', () => requests(viewer).length === 2);
  t.same(requests(viewer), [
    { kind: 'restore', window: 1 },
    { kind: 'activate', window: 1 },
  ]);
  await page.keyboard.press('KeyA');
  await until('the keyboard is with the program', () => viewer.input.some(({ type }) => type === 'key'));

  tell([], { desktop: true });
  await sees(page, 700, 150);
  t.same(complaints, []);
});

t.test('a main window is all that is seen, and names the tab', { skip: noBrowser }, async (t) => {
  const { page, viewer, tell, complaints, sessions } = await openProgram(t);
  const own = await favicon(page);
  const all = { left: 0, top: 0, width: 1024, height: 700 };
  tell([window(1, 0, 0, { ...all, visible: [all], title: 'Notes' })], { main: 1, active: 1 });
  viewer.say('windowIcon', { window: 1, width: 2, height: 2, rgba: new Uint8Array(16).fill(200) });
  await until('the icon', async () => (await favicon(page))?.startsWith('blob:'));
  t.equal(await page.title(), 'Notes – Sluice');
  await sees(page, 1000, 650);
  t.equal(await page.locator('.window-bar').isVisible(), false);

  tell([window(1, 200, 100, { title: 'Other notes' })], { main: 1, active: 1 });
  await until('its new title', async () => (await page.title()) === 'Other notes – Sluice');
  // A small one lies in the middle.
  await sees(page, 512, 350, 350, 200);
  t.equal(await clickedAt(page, viewer, 512, 350), '+left 350,200');
  t.not(await colorAt(page, 300, 350), pixel(138, 200));

  sessions.opened[0].fail('SESSION_ENDED');
  await until('the own icon', async () =>
    new URL((await favicon(page)) ?? '', page.url()).pathname.endsWith(own ?? '?'),
  );
  t.same(complaints, []);
});

t.test('a program of the demo, from its link to its end', { skip: noBrowser }, async (t) => {
  const host = await startDemoHost();
  t.teardown(() => host.close());
  const url = `rdp://127.0.0.1:${host.port}`;
  const desktop = {
    name: 'Notes',
    url,
    username: 'guest',
    password: '',
    trust: `pin:${host.fingerprint}`,
    program: '||notes',
  };
  const gateway = await createGateway({ config: { listen: { port: 0 }, desktops: [desktop] } });
  t.teardown(() => gateway.close());
  const { page, complaints } = await openPage(t, { viewport: { width: 900, height: 600 } });
  await page.goto(gateway.link());
  await until('the program names the tab', async () => (await page.title()) === 'Untitled – Notes – Sluice');
  await until('its icon', async () => (await favicon(page))?.startsWith('blob:'));
  // The corners of the window lie in those of the view: it is all that is seen.
  await until('it fills the view', async () => (await colorAt(page, 450, 590)) === (await colorAt(page, 20, 590)));
  await page.keyboard.type('hi');
  await until('the title follows', async () => (await page.title()) === 'hi – Notes – Sluice');
  t.equal(host.received?.text, 'hi');
  await page.mouse.click(880, 16);
  await page.getByText('the program was closed').waitFor();
  t.same(complaints, []);
});
