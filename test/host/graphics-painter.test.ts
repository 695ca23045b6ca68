import t, { type Test } from 'tap';
import { SentPicture } from '../../src/host/demo/changes.js';
import { BitmapCacheModel } from '../../src/host/demo/graphics/bitmap-cache.js';
import { type Copy, GraphicsPainter } from '../../src/host/demo/graphics/painter.js';
import { Refinement } from '../../src/host/demo/graphics/refinement.js';
import { rect } from '../../src/host/demo/pixels/rect.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import { Desktop } from '../../src/host/demo/scene/desktop.js';
import { hash } from '../../src/host/demo/scene/noise.js';
import type { AgreedGraphics } from '../../src/host/egfx/capabilities.js';
import type { Pixels } from '../../src/host/egfx/encode/pixels.js';
import { desktopCanvas, meanSquare } from './graphics-canvas.js';

const WIDTH = 900;
const HEIGHT = 640;
const LOCKS = { capsLock: false, numLock: false, scrollLock: false };
const AGREED: AgreedGraphics = {
  set: { version: 0x000a0701, flags: 0 },
  ...{ avc420: false, avc444: false, avc444v2: false, progressive: true, scaledOutput: true, cacheBytes: 1 << 20 },
};

const NO_INPUT = {
  ...{ x: 0, y: 0, held: new Set<never>(), key: 'none yet', wheel: { vertical: 0, horizontal: 0 } },
  clicks: { left: 0, right: 0, middle: 0, x1: 0, x2: 0 },
};

/** A desktop, its painter, and what a client makes of what the painter sends. */
function show(t: Test, agreed = AGREED) {
  const desktop = new Desktop(WIDTH, HEIGHT, () => NO_INPUT, 0);
  const sent = new SentPicture(WIDTH, HEIGHT);
  const painter = new GraphicsPainter(agreed);
  const canvas = desktopCanvas(WIDTH, HEIGHT);
  t.teardown(() => canvas.close());
  const counts: Record<string, number> = {};
  let now = 0;
  const tick = (): void => {
    now += 50;
    const cells = desktop.tick(now, '12:00:00', LOCKS);
    const copies = desktop.takeMoves().flatMap((move): Copy[] => {
      const from = sent.move(desktop.surface, move);
      return from ? [{ ...move, from }] : [];
    });
    const changes = cells.flatMap((cell) => sent.take(desktop.surface, cell) ?? []);
    sent.remember();
    const commands = painter.paint(desktop.surface, copies, changes);
    for (const { type } of commands) counts[type] = (counts[type] ?? 0) + 1;
    canvas.apply(commands);
  };
  const distance = (): number => meanSquare(canvas.pixels, desktop.surface.pixels);
  return { desktop, tick, counts, distance };
}

/** Drags the window whose title is at 120, 118 by some steps. */
function drag(desktop: Desktop, tick: () => void): void {
  desktop.button('left', true, 120, 118);
  for (let i = 1; i <= 6; i++) {
    desktop.pointerMoved(120 + 17 * i, 118 + 5 * i);
    tick();
  }
  desktop.button('left', false, 222, 148);
  tick();
}

t.test('the desktop arrives as it is, however it got there', async (t) => {
  const { desktop, tick, counts, distance } = show(t, { ...AGREED, progressive: false });
  tick();
  t.equal(distance(), 0, 'the first picture');
  for (const text of 'Hello, hello.') {
    desktop.type({ text });
    tick();
  }
  drag(desktop, tick);
  // The caret blinks, the log scrolls by itself, and with the wheel; its window is at the lower right.
  for (let i = 0; i < 100; i++) tick();
  for (const delta of [120, 120, -240]) {
    desktop.wheel(delta, WIDTH - 100, HEIGHT - 100);
    tick();
  }
  t.equal(distance(), 0, 'the last picture');
  for (const type of ['surfaceToSurface', 'solidFill', 'wireToSurface1', 'surfaceToCache', 'cacheToSurface'])
    t.ok(0 < counts[type], `${counts[type]} of ${type}`);
  t.notOk(counts['wireToSurface2']);
});

t.test('photos come roughly, and get better while they rest', async (t) => {
  const { desktop, tick, counts, distance } = show(t);
  tick();
  const rough = distance();
  t.ok(0 < rough);
  for (let i = 0; i < 60; i++) tick();
  const fine = distance();
  t.ok(fine < rough / 4, `${rough} became ${fine}`);
  drag(desktop, tick);
  for (let i = 0; i < 60; i++) tick();
  t.ok(distance() < rough / 4, 'windows that were dragged over it leave nothing behind');
  t.ok(2 < counts['wireToSurface2']);
});

t.test('a copy that would spoil more than it mends is not made', async (t) => {
  const before = new Surface(200, 100);
  before.pixels.forEach((_, i) => {
    before.pixels[i] = Math.floor(hash(i % 200, Math.floor(i / 200), 1) * 0x1000000);
  });
  const sent = new SentPicture(200, 100);
  sent.take(before, before.bounds);
  t.equal(sent.move(before, { from: rect(0, 0, 100, 100), dx: 10, dy: 0 }), undefined, 'nothing is known yet');
  sent.remember();
  t.equal(sent.move(before, { from: rect(0, 0, 100, 100), dx: 10, dy: 0 }), undefined, 'nothing has moved');
  const after = new Surface(200, 100);
  after.blit(before, 0, -20);
  t.same(sent.move(after, { from: rect(0, 0, 200, 100), dx: 0, dy: -20 }), rect(0, 20, 200, 80));
  t.same(sent.take(after, after.bounds), rect(0, 80, 200, 20), 'the rest is to be drawn');
});

const picture = (seed: number): Pixels => ({ width: 16, height: 16, data: new Uint32Array(256).fill(seed) });

t.test('what comes a second time is stored, and the oldest makes room', async (t) => {
  const cache = new BitmapCacheModel(3 * 1024);
  const types = (...seeds: number[]) => seeds.map((seed) => cache.decide(picture(seed)).type);
  t.same(types(1, 1, 1, 2, 2, 2), ['draw', 'store', 'load', 'draw', 'store', 'load']);
  types(3, 3, 1);
  types(4);
  t.match(cache.decide(picture(4)), { type: 'store', evict: [2], slot: 2 }, 'the second was used longest ago');
  t.same(types(1, 3, 4, 2), ['load', 'load', 'load', 'draw']);
  t.same(cache.decide({ width: 2, height: 2, data: new Uint32Array(4) }), { type: 'draw' }, 'too small');
});

t.test('tiles are refined when they have rested, and given up when they are drawn over', async (t) => {
  const tiles = new Refinement();
  const [a, b] = [rect(0, 0, 64, 64), rect(64, 0, 40, 40)];
  tiles.drawn([a, b]);
  t.same([tiles.due(), tiles.due(), tiles.due()], [[], [], []]);
  t.same(tiles.due(), [a, b]);
  t.same(tiles.disturbed(rect(60, 0, 60, 60)), [a], 'the other is covered');
  for (let i = 0; i < 9; i++) t.same(tiles.due(), []);
  tiles.drawn([b]);
  tiles.complete(b);
  t.same(tiles.abandon(b), []);
});
