import { inflateRawSync } from 'node:zlib';
import t from 'tap';
import type { InputState } from '../../src/host/demo/apps/input-monitor.js';
import { FACES } from '../../src/host/demo/font/faces.js';
import { drawText, hasGlyph, textWidth } from '../../src/host/demo/font/text.js';
import { Keyboard } from '../../src/host/demo/keyboard.js';
import { rect } from '../../src/host/demo/pixels/rect.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import { Damage } from '../../src/host/demo/scene/damage.js';
import { Desktop } from '../../src/host/demo/scene/desktop.js';
import { generateFaces } from '../support/font-raster.js';

t.test('the font is what its generator makes of the outlines', async (t) => {
  const made = new Map(
    [...generateFaces().matchAll(/ {2}(\w+): \{\n {4}lineHeight: (\d+),\n {4}data: '([^']+)'/g)].map(
      ([, name, lineHeight, data]) => [name, { lineHeight: Number(lineHeight), data }],
    ),
  );
  t.same([...made.keys()], Object.keys(FACES));
  for (const [name, { lineHeight, data }] of Object.entries(FACES)) {
    t.equal(made.get(name)?.lineHeight, lineHeight);
    // Compressed bytes differ between versions of zlib; the glyphs must not.
    const glyphs = (text: string) => inflateRawSync(Buffer.from(text, 'base64')).toString('hex');
    t.ok(glyphs(made.get(name)?.data ?? '') === glyphs(data), name);
  }
});

t.test('text', async (t) => {
  const surface = new Surface(200, 40);
  const end = drawText(surface, 'ui', 5, 25, 'Grüße', 0xffffff);
  t.equal(end - 5, textWidth('ui', 'Grüße'));
  t.ok(surface.pixels.some((pixel) => pixel === 0xffffff));
  t.ok(hasGlyph('ui', 0x20ac) && hasGlyph('mono', 0xdf) && !hasGlyph('ui', 0x4e2d));
  t.equal(textWidth('ui', '中'), textWidth('ui', '?'), 'what the font lacks is a question mark');
});

const press = (keyboard: Keyboard, scancode: number, extended = false) => {
  const stroke = keyboard.key({ type: 'key', down: true, scancode, extended });
  keyboard.key({ type: 'key', down: false, scancode, extended });
  return stroke;
};
const hold = (keyboard: Keyboard, scancode: number, down = true) =>
  keyboard.key({ type: 'key', down, scancode, extended: false });

t.test('keyboard', async (t) => {
  const keyboard = new Keyboard();
  t.same(press(keyboard, 0x10), { text: 'q' });
  t.same(press(keyboard, 0x29), { text: '`' });
  t.same(press(keyboard, 0x2b), { text: '\\' });
  t.same(press(keyboard, 0x35), { text: '/' });
  t.same(press(keyboard, 0x35, true), { text: '/' }, 'on the numeric pad');
  t.same(press(keyboard, 0x39), { text: ' ' });
  hold(keyboard, 0x36);
  t.same(press(keyboard, 0x03), { text: '@' });
  press(keyboard, 0x3a);
  t.same(press(keyboard, 0x10), { text: 'q' }, 'Shift and Caps Lock');
  t.same(press(keyboard, 0x33), { text: '<' }, 'which turns letters only');
  hold(keyboard, 0x36, false);
  t.same(press(keyboard, 0x10), { text: 'Q' });
  t.same(press(keyboard, 0x4b), { key: 'Left' });
  press(keyboard, 0x45);
  t.same(press(keyboard, 0x4b), { text: '4' });
  t.same(press(keyboard, 0x4b, true), { key: 'Left' }, 'the arrow keys have no digits');
  hold(keyboard, 0x1d);
  t.equal(press(keyboard, 0x2e), undefined, 'Control makes a command of it');
  keyboard.synchronize({ capsLock: false, numLock: false, scrollLock: true });
  t.same(press(keyboard, 0x2e), { text: 'c' }, 'no key is down after a synchronize event');
  t.same(keyboard.locks, { capsLock: false, numLock: false, scrollLock: true });
  keyboard.key({ type: 'key', down: true, scancode: 0x1d, extended: false, extended1: true });
  keyboard.key({ type: 'key', down: true, scancode: 0x45, extended: false, extended1: true });
  t.notOk(keyboard.locks.numLock, 'Pause');
  for (let repeat = 0; repeat < 3; repeat++) hold(keyboard, 0x3a);
  t.ok(keyboard.locks.capsLock, 'a key held down toggles once');
  t.equal(keyboard.unicode(0xd83d, true), undefined);
  t.same(keyboard.unicode(0xde00, true), { text: '😀' });
  t.equal(keyboard.unicode(0x41, false), undefined);
  t.same(keyboard.unicode(0x0d, true), { key: 'Enter' });
  t.equal(keyboard.unicode(0x07, true), undefined);
});

t.test('damage is kept by cells', async (t) => {
  const damage = new Damage(200, 100);
  t.same(damage.take(), []);
  damage.add(rect(60, 10, 10, 10));
  damage.add(rect(63, 12, 1, 30));
  damage.add(rect(193, 90, 500, 500));
  damage.add(rect(-50, -50, 20, 20));
  t.same(damage.take(), [rect(60, 10, 4, 32), rect(64, 10, 6, 10), rect(193, 90, 7, 10)]);
  t.same(damage.take(), []);
});

const INPUT: InputState = {
  ...{ x: 0, y: 0, held: new Set(), wheel: { vertical: 0, horizontal: 0 }, key: '' },
  clicks: { left: 0, right: 0, middle: 0, x1: 0, x2: 0 },
};
const LOCKS = { capsLock: false, numLock: false, scrollLock: false };

t.test('composing what changed equals composing everything', async (t) => {
  for (const [width, height] of [
    [1280, 800],
    [333, 257],
    [640, 480],
  ]) {
    const desktop = new Desktop(width, height, () => INPUT, 0);
    desktop.tick(0, '12:00:00', LOCKS);
    desktop.type({ text: 'a' });
    desktop.button('left', true, Math.round(width * 0.06), Math.round(height * 0.15));
    desktop.pointerMoved(Math.round(width * 0.3), Math.round(height * 0.4));
    desktop.wheel(-120, Math.round(width * 0.7), Math.round(height * 0.8));
    desktop.tick(1000, '12:00:01', { ...LOCKS, capsLock: true });
    const partly = desktop.surface.pixels.slice();
    desktop.surface.pixels.fill(0x123456);
    desktop.redraw();
    desktop.tick(1000, '12:00:01', { ...LOCKS, capsLock: true });
    t.ok(Buffer.from(partly.buffer).equals(Buffer.from(desktop.surface.pixels.buffer)), `${width} × ${height}`);
  }
});

t.test('a desktop at rest has little to compose', async (t) => {
  const desktop = new Desktop(1280, 800, () => INPUT, 0);
  desktop.tick(0, '12:00:00', LOCKS);
  desktop.tick(1, '12:00:00', LOCKS);
  t.ok(desktop.tick(2, '12:00:00', LOCKS).length < 60);
});

t.test('the text box edits', async (t) => {
  const { notepad } = new Desktop(1280, 800, () => INPUT, 0);
  const type = (...strokes: Parameters<typeof notepad.type>[0][]) => {
    for (const stroke of strokes) notepad.type(stroke);
  };
  for (const character of 'abc def') type({ text: character });
  type({ key: 'Home' }, { key: 'Delete' }, { text: 'A' }, { key: 'End' }, { key: 'Backspace' }, { text: 'F' });
  t.equal(notepad.text, 'Abc deF');
  type(
    { key: 'Left' },
    { key: 'Enter' },
    { key: 'Up' },
    { text: '1' },
    { key: 'Down' },
    { key: 'Right' },
    { text: '2' },
  );
  t.equal(notepad.text, '1Abc de\nF2');
  for (let i = 0; i < 100; i++) type({ text: 'long lines are broken ' });
  t.equal(notepad.text.length, 10 + 100 * 22);
  for (let i = 0; i < 400; i++) type({ text: '0123456789' });
  t.ok(notepad.text.length <= 5000, 'up to a limit');
});
