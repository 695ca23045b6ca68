import fc from 'fast-check';
import t from 'tap';
import { createCanvas, native, numbers } from './canvas.js';
import { Viewer } from './viewer.js';

const five = (value: number): number => ((value & 31) << 3) | ((value & 31) >> 2);
const six = (value: number): number => Math.min(((value & 63) << 2) + ((value & 63) >> 3), 255);
const noise = (x: number, y: number, seed: number): number =>
  Math.imul(Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ seed, 0xc2b2ae35) >>> 8;

/** Ways to paint, each after the taste of another encoding. */
const PAINTS: Readonly<Record<string, (x: number, y: number, seed: number) => number>> = {
  solid: (_x, _y, seed) => seed,
  'two colours': (x, y, seed) => (noise(x, y, seed) & 1 ? 0xffffff : seed),
  'sixteen colours': (x, y, seed) => (noise(x, y, seed) & 15) * 0x0f0d0b,
  'two hundred colours': (x, y, seed) => (noise(x, y, seed) % 200) * 0x010307,
  gradient: (x, y, seed) => ((x + seed) & 255) | ((y & 255) << 8) | (((x + y) & 255) << 16),
  'noisy gradient': (x, y, seed) => ((x * 2 + (noise(x, y, seed) & 7)) & 255) | ((y & 255) << 8) | (seed & 0xff0000),
  'five, six, five bits': (x, y, seed) =>
    (five(x + (noise(x, y, seed) & 3)) << 16) | (six(y) << 8) | five(x + y + (seed & 1)),
  'five bits each': (x, y, seed) => (five(noise(x, y, seed)) << 16) | (five(x) << 8) | five(y),
  noise: (x, y, seed) => noise(x, y, seed) & 0xffffff,
  text: (x, y, seed) => ((Math.imul(x >> 1, 7) ^ Math.imul(y >> 2, 13) ^ seed) % 5 === 0 ? 0x202020 : 0xf8f8f8),
};

interface Stroke {
  readonly paint: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

function apply(viewer: Viewer, { paint, left, top, width, height, seed }: Stroke): void {
  const { surface } = viewer.canvas;
  const color = PAINTS[paint];
  for (let y = top; y < Math.min(top + height, surface.height); y++) {
    for (let x = left; x < Math.min(left + width, surface.width); x++) {
      viewer.pixels[y * surface.width + x] = 0xff00_0000 | (color(x, y, seed) & 0xffffff);
    }
  }
}

const stroke = fc.record({
  paint: fc.constantFrom(...Object.keys(PAINTS)),
  left: fc.nat(149),
  top: fc.nat(99),
  width: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 150 })),
  height: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 100 })),
  seed: fc.nat(0xffffff),
});

t.test('a viewer sees the framebuffer exactly, after any frames', async (t) => {
  const frames = fc.array(fc.array(stroke, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const check = (slots: number) =>
    fc.property(frames, (strokes) => {
      const viewer = new Viewer(150, 100, slots);
      for (const frame of strokes) {
        for (const one of frame) apply(viewer, one);
        viewer.frame();
        const difference = viewer.difference();
        if (difference) throw new Error(difference);
        if (Buffer.compare(viewer.shadow.surface.pixels, viewer.canvas.surface.pixels)) throw new Error('shadow');
      }
    });
  t.doesNotThrow(() => fc.assert(check(0), { numRuns: 60, seed: 1 }), 'without a cache');
  t.doesNotThrow(() => fc.assert(check(8), { numRuns: 60, seed: 2 }), 'with a cache that is too small');
});

t.test('each way of painting is exact and costs what it should', async (t) => {
  const pixels = 64 * 64;
  const limits: Readonly<Record<string, number>> = {
    solid: 6,
    'two colours': pixels / 8 + 20,
    'sixteen colours': pixels * 0.85,
    'two hundred colours': pixels * 1.3,
    gradient: pixels * 0.65,
    'noisy gradient': pixels * 0.8,
    'five, six, five bits': pixels * 1.1,
    'five bits each': pixels * 1.1,
    noise: pixels * 3 + 9,
    text: pixels / 8,
  };
  for (const [paint, limit] of Object.entries(limits)) {
    const viewer = new Viewer(64, 64);
    apply(viewer, { paint, left: 0, top: 0, width: 64, height: 64, seed: 77 });
    const bytes = viewer.frame();
    t.equal(viewer.difference(), undefined, paint);
    t.ok(bytes <= limit, `${paint}: ${bytes} bytes`);
  }
});

t.test('equal cells are left out, and only the bounds of a change are sent', async (t) => {
  const viewer = new Viewer(200, 130);
  apply(viewer, { paint: 'noise', left: 0, top: 0, width: 200, height: 130, seed: 1 });
  viewer.frame();
  t.same(viewer.encode(), { bytes: new Uint8Array(0), tiles: 0 });
  apply(viewer, { paint: 'solid', left: 70, top: 70, width: 3, height: 2, seed: 0x123456 });
  const { bytes, tiles } = viewer.encode();
  t.equal(tiles, 1);
  // cell 5, solid and partial, x 6, y 6, 3 by 2, blue green red
  t.same([...bytes], [5, 0, 0x20, 6 | ((6 << 6) & 255), (6 >> 2) | (2 << 4), 1 << 2, 0x56, 0x34, 0x12]);
});

t.test('a tile that comes back is a reference', async (t) => {
  const viewer = new Viewer(128, 64, 16);
  const first: Stroke = { paint: 'noise', left: 0, top: 0, width: 64, height: 64, seed: 1 };
  const second: Stroke = { ...first, paint: 'text' };
  for (const one of [first, second]) {
    apply(viewer, one);
    viewer.frame();
  }
  apply(viewer, first);
  t.equal(viewer.frame(), 5, 'here');
  apply(viewer, { ...first, paint: 'text', left: 64 });
  viewer.frame();
  t.equal(viewer.difference(), undefined);
  for (const one of [second, first]) {
    apply(viewer, one);
    t.equal(viewer.frame(), 5, 'again');
    t.equal(viewer.difference(), undefined);
  }
});

t.test('a tile stored in a frame may take the slot of one that the same frame refers to', async (t) => {
  // One set of four slots and seven contents: new cells throw out old ones, some of which the same frame refers to.
  const viewer = new Viewer(64 * 6, 64, 4);
  const random = numbers(9);
  const paint = (cell: number, content: number): void => {
    for (let i = 0; i < 64 * 64; i++) {
      const [x, y] = [i % 64, i >> 6];
      viewer.pixels[y * 64 * 6 + cell * 64 + x] = 0xff00_0000 | noise(x, y, content);
    }
  };
  let [references, stores] = [0, 0];
  for (let round = 0; round < 60; round++) {
    for (let cell = 0; cell < 6; cell++) paint(cell, random(7));
    const { bytes, tiles } = viewer.encode();
    const noisy = Math.floor(bytes.length / 12_000);
    stores += noisy > 0 && noisy < tiles ? 1 : 0;
    references += tiles - noisy;
    viewer.decoder.decode(bytes, tiles);
    if (viewer.difference()) t.fail(`round ${round}: ${viewer.difference()}`);
  }
  t.ok(references > 20 && stores > 10, `${references} references, ${stores} frames with both`);
});

t.test('arguments are checked before anything is written', async (t) => {
  const canvas = createCanvas(100, 100);
  const shadow = createCanvas(100, 100);
  canvas.surface.pixels.fill(9);
  const cells = Uint16Array.of(0, 1, 2, 3);
  const [cache, stores, hashes] = [new BigUint64Array(0), new Uint32Array(8), new BigUint64Array(4)];
  const encode = (changed: { cells?: Uint16Array; out?: number; stores?: number; shadow?: typeof shadow }) =>
    native.encodeTiles(
      canvas.surface,
      (changed.shadow ?? shadow).surface,
      changed.cells ?? cells,
      cache,
      new Uint8Array(changed.out ?? native.maxEncodedSize(4)),
      stores.subarray(0, changed.stores ?? 8),
      hashes,
    );
  t.equal(encode({ out: native.maxEncodedSize(4) - 1 }).length, -1, 'no room for bytes');
  t.equal(encode({ stores: 7 }).length, -1, 'no room for stores');
  t.throws(() => encode({ cells: Uint16Array.of(4) }), { name: 'TypeError' }, 'a cell that does not exist');
  t.throws(() => encode({ shadow: createCanvas(100, 99) }), { name: 'TypeError' }, 'a shadow of another size');
  t.ok(
    shadow.surface.pixels.every((value) => value === 0),
    'the shadow is as it was',
  );
  t.equal(encode({}).tiles, 4);
  t.throws(() => native.maxEncodedSize(-1), { name: 'TypeError' });
  t.throws(() => native.maxEncodedSize(1e9), { name: 'TypeError' });
});
