/** Surfaces, the bitmap cache and what the desktop shows of them. */
import t, { type Test } from 'tap';
import { Codec, type DecodeCommand, surfaceTarget } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { encodeAlpha } from '../../src/host/egfx/encode/alpha.js';
import { bitmap, createCanvas, native, numbers } from './canvas.js';
import {
  copy,
  create,
  DESKTOP,
  Desktop,
  evict,
  fill,
  load,
  map,
  type Point,
  type Rect,
  remove,
  store,
  unmap,
  voidOf,
} from './graphics-records.js';

const VOID = 0;
const BLACK = 0xff00_0000;
const RED = 0xffff_0000;
const GREEN = 0xff00_ff00;
const BLUE = 0xff00_00ff;
const [S1, S2] = [surfaceTarget(1), surfaceTarget(2)];

function desktop(t: Test, width: number, height: number, smallCache = false): Desktop {
  const one = new Desktop(width, height, smallCache);
  t.teardown(() => one.dispose());
  return one;
}

t.test('a surface is shown where it is mapped, and nowhere before', async (t) => {
  const d = desktop(t, 200, 130);
  t.equal(d.draw(create(1, 100, 50), fill(S1, BLUE, [0, 0, 100, 50])), -1);
  t.same(d.touched, []);
  t.equal(d.draw(map(1, 70, 60)), -1);
  t.same(d.touched, [1, 2, 5, 6]);
  t.same([d.word(69, 60), d.word(70, 60), d.word(169, 109), d.word(170, 109)], [VOID, BLUE, BLUE, VOID]);
  t.equal(d.draw(fill(S1, GREEN, [99, 49, 100, 50])), -1);
  t.same([d.word(168, 109), d.word(169, 109)], [BLUE, GREEN], 'what is drawn later');
  t.equal(d.draw(map(1, 0, 0)), -1);
  t.same([d.word(169, 109), d.word(99, 49)], [BLACK, GREEN], 'mapping it elsewhere moves it');
});

t.test('bitmaps of every codec are drawn on surfaces', async (t) => {
  const d = desktop(t, 64, 64);
  const pixel = bitmap(Codec.raw, 1, 1, [0xff, 0, 0, 0], { target: S1, left: 5, top: 6 });
  t.equal(d.draw(create(1, 20, 20), map(1, 10, 10), pixel), -1);
  t.same([d.word(15, 16), d.word(16, 16)], [BLUE, VOID], 'what is not drawn stays void');
  const wide = bitmap(Codec.raw, 2, 1, [0, 0xff, 0, 0, 0, 0xff, 0, 0], { target: S1, left: 19, top: 0 });
  t.equal(d.draw(wide), -1);
  t.same([d.word(29, 10), d.word(30, 10)], [GREEN, VOID], 'padding is cut off at the edge of the surface');
});

t.test('a surface may stick out of the desktop on every side', async (t) => {
  const d = desktop(t, 40, 40);
  t.equal(d.draw(create(1, 100, 100), fill(S1, RED, [0, 0, 100, 100]), fill(S1, BLUE, [30, 20, 31, 21])), -1);
  t.equal(d.draw(map(1, -30, -20)), -1);
  t.same([d.word(0, 0), d.word(1, 0), d.word(39, 39)], [BLUE, RED, RED]);
  t.equal(d.draw(map(1, 39, 39)), -1);
  t.same([d.word(38, 39), d.word(39, 39)], [BLACK, RED]);
  for (const [left, top] of [
    [40, 0],
    [0, -100],
    [0x7fff_ffff, 0x7fff_ffff],
    [-0x8000_0000, -0x8000_0000],
  ]) {
    t.equal(d.draw(map(1, left, top), fill(S1, RED, [0, 0, 100, 100])), -1, `${left}, ${top}`);
    t.equal(d.word(39, 39), BLACK);
  }
});

t.test('scaled output shows every source pixel in its place', async (t) => {
  const random = numbers(1);
  for (const [width, height, toWidth, toHeight] of [
    [100, 70, 200, 140],
    [100, 70, 50, 35],
    [70, 100, 133, 61],
    [130, 130, 7, 200],
  ]) {
    const d = desktop(t, 220, 220);
    const pixels = Uint8Array.from({ length: width * height * 4 }, () => random(256));
    const whole = bitmap(Codec.raw, width, height, pixels, { target: S1 });
    t.equal(d.draw(create(1, width, height), map(1, 9, 11, toWidth, toHeight), whole), -1);
    const expected = (x: number, y: number): number => {
      const at = (Math.floor((y * height) / toHeight) * width + Math.floor((x * width) / toWidth)) * 4;
      return (BLACK | (pixels[at + 2] << 16) | (pixels[at + 1] << 8) | pixels[at]) >>> 0;
    };
    const differs = (): string | undefined => {
      for (let y = 0; y < 220; y++) {
        for (let x = 0; x < 220; x++) {
          const inside = 9 <= x && x < 9 + toWidth && 11 <= y && y < 11 + toHeight;
          if (d.word(x, y) !== (inside ? expected(x - 9, y - 11) : VOID)) return `${x}, ${y}`;
        }
      }
      return undefined;
    };
    t.equal(differs(), undefined, `${width}×${height} to ${toWidth}×${toHeight}`);
    // Parts of it, drawn again, land in the same places.
    d.canvas.surface.pixels.fill(0);
    const part = (left: number, top: number, right: number, bottom: number): DecodeCommand => {
      const rows = Array.from({ length: bottom - top }, (_, y) =>
        pixels.subarray(((top + y) * width + left) * 4, ((top + y) * width + right) * 4),
      );
      return bitmap(Codec.raw, right - left, bottom - top, Buffer.concat(rows), { target: S1, left, top });
    };
    t.equal(
      d.draw(part(0, 0, 33, 65), part(33, 0, width, 65), part(0, 65, 33, height), part(33, 65, width, height)),
      -1,
    );
    t.equal(differs(), undefined);
  }
});

t.test('of surfaces that overlap the one that changed is shown, and a hidden one reveals the other', async (t) => {
  const d = desktop(t, 64, 64);
  const all: Rect = [0, 0, 64, 64];
  t.equal(d.draw(create(1, 64, 64), create(2, 32, 32), map(1, 0, 0), map(2, 16, 16), fill(S1, RED, all)), -1);
  t.equal(d.draw(fill(S2, BLUE, all)), -1);
  t.same([d.word(15, 16), d.word(16, 16), d.word(47, 47), d.word(48, 47)], [RED, BLUE, BLUE, RED]);
  t.equal(d.draw(fill(S2, GREEN, all), fill(S1, RED, all), fill(S2, BLUE, [0, 0, 32, 16])), -1);
  t.same([d.word(16, 16), d.word(16, 47)], [BLUE, GREEN], 'within one batch the order counts as well');
  t.equal(d.draw(fill(S2, BLUE, all), fill(S1, RED, all)), -1);
  t.equal(d.word(16, 16), RED);
  t.equal(d.draw(fill(S2, BLUE, all)), -1);
  t.equal(d.draw(unmap(2)), -1);
  t.same([d.word(16, 16), d.word(47, 47)], [RED, RED]);
  t.equal(d.draw(fill(S2, GREEN, all)), -1, 'it is still there');
  t.equal(d.word(16, 16), RED, 'but shown nowhere');
});

t.test('what is drawn on the desktop itself lies over what surfaces showed before', async (t) => {
  const d = desktop(t, 128, 64);
  const pixel = bitmap(Codec.raw, 1, 1, [0xff, 0, 0, 0]);
  const all: Rect = [0, 0, 128, 64];
  t.equal(d.draw(create(1, 128, 64), map(1, 0, 0), fill(S1, RED, all), pixel), -1);
  t.same([d.word(0, 0), d.word(1, 0)], [BLUE, RED]);
  const fromDesktop = copy(DESKTOP, S1, [4, 4, 6, 6], [70, 10]);
  t.equal(d.draw(fill(S1, GREEN, all), fill(DESKTOP, BLUE, [5, 5, 6, 6]), fromDesktop), -1);
  t.same([d.word(0, 0), d.word(5, 5), d.word(70, 10), d.word(71, 11)], [GREEN, BLUE, GREEN, BLUE]);
});

t.test('several outputs', async (t) => {
  const d = desktop(t, 256, 64);
  t.equal(d.draw(create(1, 128, 64), create(2, 128, 64), map(1, 0, 0), map(2, 128, 0)), -1);
  t.equal(d.draw(fill(S1, RED, [0, 0, 128, 64]), fill(S2, GREEN, [0, 0, 128, 64])), -1);
  t.same([d.word(127, 63), d.word(128, 0)], [RED, GREEN]);
  t.equal(d.draw(copy(S1, S2, [0, 0, 10, 10], [0, 0])), -1);
  t.same([d.word(128, 9), d.word(138, 9)], [RED, GREEN]);
});

t.test('use after DeleteSurface: it cannot be drawn on, and the desktop shows nothing of it', async (t) => {
  const d = desktop(t, 64, 64);
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, [0, 0, 64, 64]), remove(1)), -1);
  t.equal(d.word(10, 10), BLACK);
  t.same(d.touched, [0]);
  const rect: Rect = [0, 0, 1, 1];
  const uses: Readonly<Record<string, DecodeCommand>> = {
    fill: fill(S1, RED, rect),
    'copy from': copy(S1, DESKTOP, rect, [0, 0]),
    'copy to': copy(DESKTOP, S1, rect, [0, 0]),
    store: store(1, S1, rect),
    load: load(1, S1, [0, 0]),
    void: voidOf(S1, rect),
    map: map(1, 0, 0),
    unmap: unmap(1),
    delete: remove(1),
    bitmap: bitmap(Codec.raw, 1, 1, [1, 2, 3, 4], { target: S1 }),
  };
  for (const [name, use] of Object.entries(uses)) t.equal(d.draw(use), 0, name);
  t.equal(d.draw(create(1, 10, 10), map(1, 0, 0)), -1);
  t.equal(d.word(5, 5), VOID, 'a new one of that name has no old pixels');
});

t.test('use after DeleteSurface within one batch', async (t) => {
  const d = desktop(t, 64, 64);
  const all: Rect = [0, 0, 64, 64];
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, all), remove(1), fill(S1, RED, all)), 4);
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, all), create(1, 8, 8)), -1);
  t.equal(d.word(0, 0), BLACK, 'making it again deletes it first');
});

t.test('the desktop may become smaller than what is mapped on it', async (t) => {
  const d = desktop(t, 100, 100);
  const all: Rect = [0, 0, 80, 80];
  t.equal(d.draw(create(1, 80, 80), map(1, 10, 10), fill(S1, RED, all), store(3, S1, [0, 0, 5, 5])), -1);
  d.canvas = createCanvas(30, 20);
  t.equal(d.draw(fill(S1, BLUE, [0, 0, 1, 1])), -1);
  t.same(d.touched, [0]);
  t.same([d.word(9, 9), d.word(10, 10), d.word(29, 19)], [VOID, BLUE, RED]);
  t.equal(d.draw(load(3, S1, [1, 1], [79, 79])), -1, 'surfaces and the cache are as they were');
});

t.test('negative geometry', async (t) => {
  const d = desktop(t, 64, 64);
  t.equal(d.draw(create(1, 20, 20), map(1, 0, 0), store(1, S1, [0, 0, 20, 20])), -1);
  for (const [x, y] of [
    [-1, 0],
    [0, -1],
    [-20, -20],
    [-32768, -32768],
  ] satisfies Point[]) {
    t.equal(d.draw(copy(S1, S1, [0, 0, 10, 10], [x, y])), 0, `copy to ${x}, ${y}`);
    t.equal(d.draw(load(1, S1, [0, 0], [x, y])), 0, `load to ${x}, ${y}`);
    const options = { target: S1, left: x, top: y };
    t.equal(d.draw(bitmap(Codec.raw, 1, 1, [1, 2, 3, 4], options)), 0, `bitmap at ${x}, ${y}`);
  }
  for (const rect of [
    [10, 0, 9, 10],
    [0, 10, 10, 9],
  ] satisfies Rect[]) {
    t.equal(d.draw(fill(S1, RED, rect)), 0, `fill ${rect}`);
    t.equal(d.draw(voidOf(S1, rect)), 0, `void ${rect}`);
    t.equal(d.draw(copy(S1, S1, rect, [0, 0])), 0, `copy ${rect}`);
    t.equal(d.draw(store(2, S1, rect)), 0, `store ${rect}`);
  }
});

t.test('rectangle clamps: fills are cut at the edge, copies have to begin inside', async (t) => {
  const d = desktop(t, 64, 64);
  t.equal(d.draw(create(1, 20, 20), create(2, 20, 20), map(1, 0, 0), map(2, 20, 0)), -1);
  t.equal(d.draw(fill(S1, RED, [10, 10, 65535, 65535], [30, 30, 40, 40], [20, 0, 20, 20])), -1);
  t.same([d.word(9, 10), d.word(19, 19), d.word(20, 19)], [VOID, RED, VOID]);
  t.equal(d.draw(copy(S1, S2, [10, 10, 20, 20], [15, 15])), -1);
  t.same([d.word(34, 15), d.word(35, 15), d.word(39, 19), d.word(40, 19)], [VOID, RED, RED, VOID]);
  t.equal(d.draw(copy(S1, S2, [10, 10, 21, 20], [0, 0])), 0, 'a source that sticks out');
  t.equal(d.draw(copy(S1, S2, [10, 10, 20, 20], [20, 0])), 0, 'a point outside');
  t.equal(d.draw(store(1, S1, [0, 0, 20, 21])), 0, 'a stored rectangle that sticks out');
  t.equal(d.draw(store(1, S1, [5, 5, 5, 10])), 0, 'an empty one');
  t.equal(d.draw(copy(S1, S2, [3, 3, 3, 3], [0, 0])), -1, 'copying nothing does nothing');
});

t.test('overlapping copies move pixels as if through a buffer', async (t) => {
  const random = numbers(2);
  const [width, height] = [37, 29];
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : random(256)));
  for (let i = 0; i < 200; i++) {
    const d = desktop(t, width, height);
    const [left, top] = [random(width), random(height)];
    const rect: Rect = [left, top, left + 1 + random(width - left), top + 1 + random(height - top)];
    const point: Point = [random(width), random(height)];
    d.draw(create(1, width, height), map(1, 0, 0), bitmap(Codec.raw, width, height, pixels, { target: S1 }));
    if (d.draw(copy(S1, S1, rect, point)) !== -1) t.fail(`${rect} to ${point}`);
    const expected = new Uint32Array(pixels.slice().buffer);
    const before = expected.slice();
    for (let y = rect[1]; y < rect[3]; y++) {
      for (let x = rect[0]; x < rect[2]; x++) {
        const [toX, toY] = [x - rect[0] + point[0], y - rect[1] + point[1]];
        if (toX < width && toY < height) expected[toY * width + toX] = before[y * width + x];
      }
    }
    const shown = new Uint32Array(d.canvas.surface.pixels.buffer);
    if (shown.some((value, at) => value !== expected[at])) t.fail(`${rect} to ${point}`);
  }
});

t.test('the bitmap cache keeps rectangles until they are replaced or evicted', async (t) => {
  const d = desktop(t, 64, 64);
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, [0, 0, 4, 4]), store(9, S1, [0, 0, 4, 4])), -1);
  t.equal(d.draw(fill(S1, BLUE, [0, 0, 64, 64]), load(9, S1, [10, 10], [62, 62])), -1);
  t.same([d.word(9, 10), d.word(10, 10), d.word(13, 13), d.word(14, 13)], [BLUE, RED, RED, BLUE]);
  t.same([d.word(61, 63), d.word(63, 63)], [BLUE, RED]);
  t.equal(d.draw(remove(1), create(1, 64, 64), map(1, 0, 0), load(9, S1, [0, 0])), -1, 'it outlives its surface');
  t.equal(d.word(0, 0), RED);
  t.equal(d.draw(fill(S1, GREEN, [0, 0, 9, 9]), store(9, S1, [0, 0, 2, 2]), load(9, S1, [20, 20])), -1);
  t.same([d.word(21, 21), d.word(22, 22)], [GREEN, VOID], 'replaced');
  t.equal(d.draw(evict(9), load(9, S1, [0, 0])), 1, 'evicted');
  t.equal(d.draw(evict(9)), -1, 'a free slot may be evicted');
});

for (const [small, slots, megabytes] of [
  [false, 25_600, 100],
  [true, 4_096, 16],
] as const) {
  t.test(`cache index clamps: ${slots} slots, ${megabytes} MB`, async (t) => {
    const d = desktop(t, 64, 64, small);
    const rect: Rect = [0, 0, 8, 8];
    t.equal(d.draw(create(1, 64, 64), fill(S1, RED, rect), store(1, S1, rect), store(slots, S1, rect)), -1);
    t.equal(d.draw(load(slots, S1, [10, 10])), -1);
    for (const slot of [0, slots + 1, 65_535]) {
      t.equal(d.draw(store(slot, S1, rect)), 0, `store ${slot}`);
      t.equal(d.draw(load(slot, S1, [0, 0])), 0, `load ${slot}`);
      t.equal(d.draw(evict(slot)), 0, `evict ${slot}`);
    }
    t.equal(d.draw(load(2, S1, [0, 0])), 0, 'a free slot');
    t.equal(d.draw(evict(1), evict(slots)), -1);
    // One megabyte each.
    t.equal(d.draw(create(2, 512, 512)), -1);
    const all: Rect = [0, 0, 512, 512];
    for (let slot = 1; slot <= megabytes; slot++) if (d.draw(store(slot, S2, all)) !== -1) t.fail(`slot ${slot}`);
    t.equal(d.draw(store(megabytes + 1, S2, [0, 0, 1, 1])), 0, 'a pixel more');
    t.equal(d.draw(store(1, S2, all)), -1, 'in place of another');
    t.equal(d.draw(evict(2), store(megabytes + 1, S2, all)), -1, 'when there is room again');
  });
}

t.test('surfaces larger than limits', async (t) => {
  const d = desktop(t, 64, 64);
  for (const [width, height] of [
    [0, 1],
    [1, 0],
    [8193, 1],
    [1, 8193],
    [65535, 65535],
  ]) {
    t.equal(d.draw(create(1, width, height)), 0, `${width}×${height}`);
    t.equal(d.draw(remove(1)), 0, 'which left nothing');
  }
  t.equal(d.draw(create(1, 8192, 8191), create(2, 8192, 1)), -1, 'all the pixels there may be');
  t.equal(d.draw(create(3, 1, 1)), 0, 'and one more');
  t.equal(d.draw(remove(2), create(3, 1, 1), remove(1)), -1);
  for (let id = 10; id < 10 + 1023; id++) if (d.draw(create(id, 1, 1)) !== -1) t.fail(`surface ${id}`);
  t.equal(d.draw(create(5000, 1, 1)), 0, 'more than there may be');
  t.equal(d.draw(map(3, 0, 0, 8193, 1)), 0, 'scaled beyond every desktop');
  for (let id = 10; id < 10 + 32; id++) if (d.draw(map(id, id, 0)) !== -1) t.fail(`mapped surface ${id}`);
  t.equal(d.draw(map(3, 0, 0)), 0, 'shown besides as many as there may be');
  t.equal(d.draw(map(10, 0, 0), unmap(11), map(3, 0, 0)), -1);
});

t.test('commands that would keep a thread busy for ever are refused', async (t) => {
  const d = desktop(t, 64, 64);
  const all: Rect = [0, 0, 512, 512];
  t.equal(d.draw(create(1, 512, 512)), -1);
  const points = Array.from({ length: 17 }, (): Point => [0, 0]);
  t.equal(d.draw(copy(S1, S1, all, ...points.slice(1))), -1);
  t.equal(d.draw(copy(S1, S1, all, ...points)), 0);
  t.equal(d.draw(fill(S1, RED, ...points.map((): Rect => all))), 0);
  t.equal(d.draw(fill(S1, RED, ...points.map((): Rect => [600, 600, 700, 700]))), -1, 'what is cut off costs nothing');
});

t.test('void pixels: made, copied, cached and shown as such, and drawn over', async (t) => {
  const d = desktop(t, 64, 64);
  const all: Rect = [0, 0, 64, 64];
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, all), voidOf(S1, [10, 10, 60, 100])), -1);
  t.same([d.word(9, 10), d.word(10, 10), d.word(59, 63), d.word(60, 63)], [RED, VOID, VOID, RED]);
  t.equal(d.draw(copy(S1, S1, [5, 5, 15, 15], [0, 0]), store(1, S1, [0, 0, 6, 6])), -1);
  t.same([d.word(4, 5), d.word(5, 5)], [RED, VOID]);
  t.equal(d.draw(fill(S1, BLUE, all), load(1, S1, [20, 20])), -1);
  t.same([d.word(0, 0), d.word(24, 24), d.word(25, 25), d.word(26, 26)], [BLUE, RED, VOID, BLUE]);
  t.equal(d.draw(fill(S1, GREEN, all), voidOf(DESKTOP, [0, 0, 1, 1])), -1);
  t.same([d.word(0, 0), d.word(25, 25)], [VOID, GREEN], 'on the desktop itself');
});

t.test('lengths of graphics records', async (t) => {
  const d = desktop(t, 64, 64);
  t.equal(d.draw(create(1, 64, 64), fill(S1, RED, [0, 0, 64, 64]), store(1, S1, [0, 0, 1, 1])), -1);
  const commands: Readonly<Record<string, DecodeCommand>> = {
    fill: fill(S1, RED, [0, 0, 1, 1]),
    copy: copy(S1, S1, [0, 0, 1, 1], [0, 0]),
    store: store(1, S1, [0, 0, 1, 1]),
    load: load(1, S1, [0, 0]),
    evict: { ...evict(1), data: Uint8Array.of(1, 0) },
    void: voidOf(S1, [0, 0, 1, 1]),
  };
  const whole: Readonly<Record<string, readonly number[]>> = { fill: [4], copy: [12], load: [2], void: [0] };
  for (const [name, command] of Object.entries(commands)) {
    for (let length = 0; length < command.data.length; length++) {
      const expected = whole[name]?.includes(length) ? -1 : 0;
      const result = d.draw({ ...command, data: command.data.subarray(0, length) });
      if (result !== expected) t.fail(`${name} of ${length} bytes: ${result}`);
    }
    t.equal(d.draw(command), -1, name);
  }
});

t.test('the alpha codec is checked and draws nothing', async (t) => {
  const d = desktop(t, 64, 64);
  const alpha = (data: readonly number[]): DecodeCommand => bitmap(Codec.alpha, 4, 2, data, { target: S1 });
  t.equal(d.draw(create(1, 64, 64), map(1, 0, 0), fill(S1, RED, [0, 0, 4, 2])), -1);
  const head = [0x4c, 0x41];
  t.equal(d.draw(alpha([...head, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7])), -1, 'raw');
  t.equal(d.draw(alpha([...head, 1, 0, 0x80, 5, 0x00, 3])), -1, 'runs');
  t.equal(d.draw(alpha([...head, 1, 0, 0x80, 255, 255, 255, 8, 0, 0, 0])), -1, 'a long run');
  for (const data of [Uint32Array.from({ length: 8 }, (_, i) => i << 29), new Uint32Array(8).fill(0x8000_0000)]) {
    t.equal(d.draw(alpha([...encodeAlpha({ width: 4, height: 2, data })])), -1, 'as our encoder writes it');
  }
  t.equal(d.word(0, 0), RED);
  t.equal(d.draw(alpha([...head, 0, 0, 0, 1, 2, 3, 4, 5, 6])), 0, 'raw and short');
  t.equal(d.draw(alpha([...head, 1, 0, 0x80, 5])), 0, 'runs that end early');
  t.equal(d.draw(alpha([...head, 1, 0, 0x80, 5, 0, 4])), 0, 'runs that go on');
  t.equal(d.draw(alpha([0x4d, 0x41, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7])), 0, 'another signature');
  t.equal(d.draw(alpha([...head, 0])), 0, 'no header');
});

t.test('graphics state is named by a number that is never used again', async (t) => {
  const { surface, dirty, palette } = createCanvas(64, 64);
  const batch = new DecodeBatchWriter();
  batch.append(create(1, 8, 8));
  const bytes = batch.take();
  const decode = (graphics?: number): number => native.decodeBatch(bytes, surface, dirty, palette, graphics);
  const first = native.createGraphics();
  t.equal(decode(first), -1);
  t.equal(decode(), 0, 'without one');
  t.equal(decode(0), 0);
  native.destroyGraphics(first);
  native.destroyGraphics(first);
  t.throws(() => decode(first), { name: 'TypeError' }, 'one that is gone');
  const second = native.createGraphics();
  t.not(second, first);
  for (const wrong of [second + 1, -1, Number.NaN, 2 ** 60]) t.throws(() => decode(wrong), { name: 'TypeError' });
  native.destroyGraphics(second);
});
