/** Where pixels are void the viewer shows video, of which the tile encoder knows nothing. */
import fc from 'fast-check';
import t from 'tap';
import { Viewer } from './viewer.js';

const [WIDTH, HEIGHT] = [150, 100];
const VOID = 0;
const noise = (at: number, seed: number): number => Math.imul(Math.imul(at + 1, 0x9e3779b1) ^ seed, 0xc2b2ae35) >>> 8;

/** Draws frames of a video wherever the picture is void, and knows what the viewer has to see everywhere. */
class VideoViewer extends Viewer {
  #frames = 0;

  constructor(slots = 0) {
    super(WIDTH, HEIGHT, slots);
  }

  paint(left: number, top: number, width: number, height: number, color: (x: number, y: number) => number): void {
    for (let y = top; y < Math.min(top + height, HEIGHT); y++) {
      for (let x = left; x < Math.min(left + width, WIDTH); x++) this.pixels[y * WIDTH + x] = color(x, y) >>> 0;
    }
  }

  /** Video first, then what changed. Returns the tiles; throws where the viewer sees anything wrong. */
  show(): number {
    const drawn = new Uint32Array(this.decoder.rgba.buffer);
    const seed = ++this.#frames;
    this.pixels.forEach((pixel, at) => {
      if (pixel === VOID) drawn[at] = (0xff00_0000 | noise(at, seed)) >>> 0;
    });
    const before = drawn.slice();
    const { bytes, tiles } = this.encode();
    this.decoder.decode(bytes, tiles);
    this.pixels.forEach((pixel, at) => {
      const rgba = (pixel & 0xff00_ff00) | ((pixel >> 16) & 255) | ((pixel & 255) << 16);
      const expected = pixel === VOID ? before[at] : rgba >>> 0;
      if (drawn[at] !== expected) throw new Error(`pixel ${at % WIDTH}, ${Math.floor(at / WIDTH)}`);
    });
    if (Buffer.compare(this.shadow.surface.pixels, this.canvas.surface.pixels)) throw new Error('shadow');
    return tiles;
  }
}

const opaque = (color: number): number => 0xff00_0000 | color;
const HOLES: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  'a rectangle': () => true,
  'a checkerboard': (x, y) => ((x ^ y) & 1) === 0,
  columns: (x) => x % 3 === 0,
  dots: (x, y) => noise(y * WIDTH + x, 7) % 11 === 0,
  'a disc': (x, y) => (x - 70) ** 2 + (y - 50) ** 2 < 900,
};

const stroke = fc.record({
  hole: fc.constantFrom(undefined, undefined, ...Object.keys(HOLES)),
  left: fc.nat(WIDTH - 1),
  top: fc.nat(HEIGHT - 1),
  width: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: WIDTH })),
  height: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: HEIGHT })),
  colors: fc.constantFrom(1, 2, 5, 300, 0xffffff),
  seed: fc.nat(0xffffff),
});

t.test('a viewer sees what is known exactly, and its video wherever it is not', async (t) => {
  const frames = fc.array(fc.array(stroke, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
  const check = (slots: number) =>
    fc.property(frames, (strokes) => {
      const viewer = new VideoViewer(slots);
      for (const frame of strokes) {
        for (const { hole, left, top, width, height, colors, seed } of frame) {
          viewer.paint(left, top, width, height, (x, y) => {
            if (hole !== undefined && HOLES[hole](x, y)) return VOID;
            return opaque(Math.imul(noise(y * WIDTH + x, seed) % colors, 0x2b3c5d) & 0xffffff);
          });
        }
        viewer.show();
      }
    });
  t.doesNotThrow(() => fc.assert(check(0), { numRuns: 60, seed: 11 }), 'without a cache');
  t.doesNotThrow(() => fc.assert(check(8), { numRuns: 60, seed: 12 }), 'with a cache');
});

t.test('pixels that become void are forgotten without a word', async (t) => {
  const viewer = new VideoViewer();
  viewer.paint(0, 0, WIDTH, HEIGHT, () => opaque(0x112233));
  viewer.show();
  viewer.paint(10, 10, 100, 80, () => VOID);
  t.equal(viewer.show(), 0, 'nothing is sent');
  viewer.paint(10, 10, 100, 80, () => opaque(0x112233));
  t.not(viewer.show(), 0, 'and what was there before is sent again');
});

t.test('a viewer that has nothing yet gets nothing for void pixels', async (t) => {
  const viewer = new VideoViewer();
  t.equal(viewer.show(), 0);
  viewer.paint(70, 70, 1, 1, () => opaque(0));
  t.equal(viewer.show(), 1, 'black is a colour');
});

t.test('video in the middle of a cell leaves four solid sides', async (t) => {
  const viewer = new VideoViewer();
  viewer.paint(0, 0, 64, 64, (x, y) => (10 <= x && x < 50 && 20 <= y && y < 60 ? VOID : opaque(0x445566)));
  const { bytes, tiles } = viewer.encode();
  t.equal(tiles, 4);
  t.equal(bytes.length, 4 * (2 /* cell */ + 1 /* tag */ + 3 /* rectangle */ + 3) /* colour */);
});

t.test('cells with void pixels are neither kept nor found in the cache', async (t) => {
  const viewer = new VideoViewer(16);
  const pattern = (x: number, y: number): number => opaque(noise(y * 64 + (x % 64), 3));
  const holed = (x: number, y: number): number => (x % 64 === 0 && y === 0 ? VOID : pattern(x, y));
  viewer.paint(0, 0, 64, 64, holed);
  viewer.show();
  t.notOk(viewer.cache.table.some((hash) => hash !== 0n));
  viewer.paint(64, 0, 64, 64, holed);
  viewer.show();
  viewer.paint(64, 0, 64, 64, pattern);
  viewer.show();
  viewer.paint(0, 0, 64, 64, pattern);
  viewer.paint(0, 0, 1, 1, () => VOID);
  // The rectangle that changed is opaque, the cell is not.
  viewer.paint(20, 20, 40, 40, (x, y) => opaque(noise(y * 64 + x, 4)));
  viewer.show();
  viewer.paint(64, 0, 64, 64, (x, y) => opaque(noise(y * 64 + x, 5)));
  viewer.show();
  t.ok(viewer.cache.table.filter((hash) => hash !== 0n).length > 0, 'opaque ones are');
});
