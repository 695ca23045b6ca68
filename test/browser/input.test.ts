import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { short } from '../web/keys.js';
import { closeBrowser, noBrowser, openPage } from './browser.js';
import { testPicture } from './picture.js';
import { startScripted } from './scripted-gateway.js';
import type { ScriptedViewer } from './scripted-session.js';
import { until } from './until.js';

/** A desktop that is ready for input, and what arrives at the gateway. */
async function openDesktop(t: Test, options: Parameters<typeof openPage>[1] = {}) {
  const { gateway, sessions } = await startScripted(t, (session) => session.show(testPicture(1024, 700)));
  const { page, complaints } = await openPage(t, options);
  await page.goto(gateway.link());
  await page.locator('.root[data-phase=live]').waitFor();
  const viewer = await sessions.opened[0].viewer();
  const desk: Desk = { page, viewer, complaints };
  return desk;
}

interface Desk {
  readonly page: Page;
  readonly viewer: ScriptedViewer;
  readonly complaints: readonly string[];
}

/** Waits for so many events, without moves and synchronisation, and says which they were. */
async function arrived({ viewer }: Desk, count: number): Promise<string[]> {
  const events = () =>
    viewer.input.filter(({ type }) => type !== 'move' && type !== 'synchronize').map((event) => short(event));
  await until(`${count} events, got ${events()}`, () => events().length >= count);
  const result = events();
  viewer.forgetInput();
  return result;
}

t.test('keys by their place', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page, viewer, complaints } = desk;
  await page.keyboard.press('KeyA');
  await page.keyboard.press('Shift+KeyB');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  await page.keyboard.press('F5');
  const synchronized = viewer.input.filter(({ type }) => type === 'synchronize');
  t.same(await arrived(desk, 12), [
    ...['+1e', '-1e', '+2a', '+30', '-30', '-2a'],
    ...['+e04b', '-e04b', '+0f', '-0f', '+3f', '-3f'],
  ]);
  t.equal(synchronized.length, 1, 'the locks were told once');
  t.same(complaints, []);
});

t.test('AltGr of this browser is one key', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const devtools = await desk.page.context().newCDPSession(desk.page);
  const key = (type: 'rawKeyDown' | 'keyUp', code: string, name: string, keyCode: number) =>
    devtools.send('Input.dispatchKeyEvent', { type, code, key: name, windowsVirtualKeyCode: keyCode });
  await key('rawKeyDown', 'AltRight', 'AltGraph', 225);
  await key('rawKeyDown', 'KeyQ', '@', 81);
  await key('keyUp', 'KeyQ', '@', 81);
  await key('keyUp', 'AltRight', 'AltGraph', 225);
  const events = await arrived(desk, 4);
  t.same(events.slice(0, 1), ['+e038']);
  t.same(
    events.filter((event) => event.endsWith('10')),
    ['+10', '-10'],
  );
  t.notMatch(events.join(), '1d', 'no Control is heard of');
});

t.test('composed text is Unicode', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const devtools = await desk.page.context().newCDPSession(desk.page);
  await devtools.send('Input.insertText', { text: 'é😀' });
  t.same(await arrived(desk, 6), ["+'é", "-'é", "+'\ud83d", "+'\ude00", "-'\ud83d", "-'\ude00"]);

  await desk.page.keyboard.down('KeyN');
  await desk.page.keyboard.up('KeyN');
  await arrived(desk, 2);
  await devtools.send('Input.imeSetComposition', { text: 'ni', selectionStart: 2, selectionEnd: 2 });
  await devtools.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 });
  await devtools.send('Input.insertText', { text: '你好' });
  t.same(await arrived(desk, 4), ["+'你", "-'你", "+'好", "-'好"], 'the result, and not the way to it');
});

t.test('a virtual keyboard types as the word grows, and corrects it', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const devtools = await desk.page.context().newCDPSession(desk.page);
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Unidentified',
    windowsVirtualKeyCode: 229,
  });
  await devtools.send('Input.imeSetComposition', { text: 'te', selectionStart: 2, selectionEnd: 2 });
  await devtools.send('Input.imeSetComposition', { text: 'teh', selectionStart: 3, selectionEnd: 3 });
  await devtools.send('Input.insertText', { text: 'the' });
  const text = ["+'t", "-'t", "+'e", "-'e", "+'h", "-'h"];
  const correction = ['+0e', '-0e', '+0e', '-0e', "+'h", "-'h", "+'e", "-'e"];
  t.same(await arrived(desk, 14), [...text, ...correction]);
});

t.test('by character', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page } = desk;
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'by character' }).check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  desk.viewer.forgetInput();
  await page.keyboard.press('KeyA');
  await page.keyboard.press('Control+KeyC');
  t.same(await arrived(desk, 6), ["+'a", "-'a", '+1d', '+2e', '-2e', '-1d']);
});

t.test('no key is stuck when the focus goes', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page } = desk;
  await page.keyboard.down('Control');
  await page.keyboard.down('KeyA');
  t.same(await arrived(desk, 2), ['+1d', '+1e']);
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  t.same(await arrived(desk, 2), ['-1e', '-1d']);
  await page.keyboard.up('KeyA');
  await page.keyboard.up('Control');
  await page.keyboard.press('KeyB');
  t.same(await arrived(desk, 2), ['+30', '-30'], 'late releases say nothing');
});

t.test('mouse buttons and wheels', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page } = desk;
  await page.mouse.click(100, 200);
  await page.mouse.click(300, 400, { button: 'right' });
  await page.mouse.click(10, 20, { button: 'middle' });
  t.same(await arrived(desk, 6), [
    ...['+left 100,200', '-left 100,200', '+right 300,400'],
    ...['-right 300,400', '+middle 10,20', '-middle 10,20'],
  ]);
  await page.mouse.move(500, 300);
  await page.mouse.wheel(0, 240);
  await page.mouse.wheel(-120, 0);
  const wheels = await arrived(desk, 2);
  t.match(wheels[0], /^vertical -\d+ 500,300$/);
  t.match(wheels[1], /^horizontal -\d+ 500,300$/);
});

t.test('the buttons 4 and 5 do not leave the page', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const devtools = await desk.page.context().newCDPSession(desk.page);
  for (const button of ['back', 'forward'] as const) {
    for (const type of ['mousePressed', 'mouseReleased'] as const) {
      await devtools.send('Input.dispatchMouseEvent', { type, x: 50, y: 60, button, clickCount: 1 });
    }
  }
  t.same(await arrived(desk, 4), ['+x1 50,60', '-x1 50,60', '+x2 50,60', '-x2 50,60']);
});

t.test('two buttons at once', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { mouse } = desk.page;
  await mouse.move(40, 300);
  await mouse.down();
  await mouse.down({ button: 'right' });
  await mouse.up();
  await mouse.up({ button: 'right' });
  t.same(await arrived(desk, 4), ['+left 40,300', '+right 40,300', '-left 40,300', '-right 40,300']);
});

t.test('a drag that leaves the window goes on at its edge', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { mouse } = desk.page;
  await mouse.move(500, 600);
  await mouse.down();
  await mouse.move(-200, 900, { steps: 4 });
  await until('the move arrives', () => desk.viewer.input.some((event) => short(event) === 'move 0,699'));
  await mouse.up();
  t.same(await arrived(desk, 2), ['+left 500,600', '-left 0,699']);
});

t.test('moves wait for a frame, and the last is where the pointer is', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page, viewer } = desk;
  await page.evaluate(() => {
    const screen = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('.screen');
    for (let x = 1; x <= 200; x++) {
      screen?.dispatchEvent(
        new PointerEvent('pointermove', { clientX: x, clientY: 300, pointerType: 'mouse', button: -1 }),
      );
    }
  });
  await until('the last move arrives', () => viewer.input.some((event) => short(event) === 'move 200,300'));
  t.ok(viewer.input.filter(({ type }) => type === 'move').length <= 3, 'and not two hundred');
});

t.test('keys that a browser keeps are in a menu', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page } = desk;
  await page.getByRole('button', { name: 'Send keys' }).click();
  await page.getByRole('button', { name: 'Ctrl + Alt + Del' }).click();
  t.same(await arrived(desk, 6), ['+1d', '+38', '+e053', '-e053', '-38', '-1d']);
  await page.keyboard.press('KeyA');
  t.same(await arrived(desk, 2), ['+1e', '-1e'], 'and the keyboard is the desktop’s again');
});

t.test('the toolbar is reached and left by keyboard', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t);
  const { page } = desk;
  const focused = () =>
    page.evaluate(() => document.querySelector('sluice-desktop')?.shadowRoot?.activeElement?.ariaLabel);
  t.equal(await focused(), 'Remote desktop');
  await page.keyboard.press('Control+Alt+Shift');
  await until('the toolbar has the focus', async () => (await focused()) === 'Actual size (1:1)');
  await page.keyboard.press('ArrowRight');
  t.equal(await focused(), 'Full screen');
  await page.keyboard.press('Escape');
  t.equal(await focused(), 'Remote desktop');
  t.same((await arrived(desk, 6)).sort(), ['+1d', '+2a', '+38', '-1d', '-2a', '-38'], 'nothing stays down');
});

t.test('fingers', { skip: noBrowser }, async (t) => {
  const desk = await openDesktop(t, { hasTouch: true });
  const { page } = desk;
  await page.touchscreen.tap(120, 340);
  t.same(await arrived(desk, 2), ['+left 120,340', '-left 120,340']);

  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await touch('touchStart', [200, 300]);
  t.same(await arrived(desk, 2), ['+right 200,300', '-right 200,300'], 'a long press clicks right');
  await touch('touchEnd');

  await touch('touchStart', [100, 300]);
  await touch('touchMove', [180, 300]);
  await touch('touchEnd');
  t.same(await arrived(desk, 2), ['+left 100,300', '-left 180,300'], 'one finger drags');

  await touch('touchStart', [300, 300], [400, 300]);
  for (let y = 310; y <= 400; y += 10) await touch('touchMove', [300, y], [400, y]);
  await touch('touchEnd');
  t.match((await arrived(desk, 1))[0], /^vertical 120 /, 'two fingers scroll');

  const width = () =>
    page.evaluate(() => document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('canvas')?.clientWidth);
  await touch('touchStart', [450, 300], [550, 300]);
  for (let d = 10; d <= 100; d += 10) await touch('touchMove', [450 - d, 300], [550 + d, 300]);
  await touch('touchEnd');
  await until('the picture is zoomed', async () => ((await width()) ?? 0) > 1500);
});

t.teardown(closeBrowser);
