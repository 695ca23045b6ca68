/** [MS-RDPEGFX] 2.2.4.2, RemoteFX Progressive, beyond what the comparison with libfreerdp shows. */
import t from 'tap';
import { surfaceTarget } from '../../src/codec/commands.js';
import type { Pixels } from '../../src/host/egfx/encode/pixels.js';
import { ProgressiveEncoder } from '../../src/host/egfx/encode/progressive/progressive.js';
import { create, Desktop, map, remove } from './graphics-records.js';
import { deleteContext, progressive, scene, whole } from './progressive-streams.js';

const [WIDTH, HEIGHT] = [150, 100];
const picture = scene(WIDTH, HEIGHT, 1);
const area = whole(picture);

const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const block = (type: number, body: readonly number[]): number[] => [...u16(type), ...u32(6 + body.length), ...body];

const SYNC = block(0xccc0, [0xca, 0xac, 0xcc, 0xca, 0, 1]);
const CONTEXT = block(0xccc3, [0, 64, 0, 1]);
const BEGIN = block(0xccc1, [...u32(0), ...u16(1)]);
const END = block(0xccc2, []);
const ALL = [0, 0, WIDTH, HEIGHT];

interface RegionFields {
  readonly tileSize?: number;
  readonly rectangles?: readonly (readonly number[])[];
  readonly quantizations?: number;
  /** Each of ten equal values. */
  readonly quantization?: number;
  readonly count?: number;
  readonly size?: number;
}

/** RFX_PROGRESSIVE_REGION, 2.2.4.2.1.5; without qualities, extrapolated. */
function region(tiles: readonly (readonly number[])[], fields: RegionFields = {}): number[] {
  const { tileSize = 64, rectangles = [ALL], quantizations = 1, quantization = 6 } = fields;
  const data = tiles.flat();
  const { count = tiles.length, size = data.length } = fields;
  const head = [tileSize, ...u16(rectangles.length), quantizations, 0, 1, ...u16(count), ...u32(size)];
  const tables = Array<number>(5 * quantizations).fill(quantization * 0x11);
  return block(0xccc4, [...head, ...rectangles.flat().flatMap(u16), ...tables, ...data]);
}

/** RFX_PROGRESSIVE_TILE_SIMPLE without coefficients: a grey tile. */
const grey = (column: number, row: number, flags = 0, quant = 0): number[] =>
  block(0xccc5, [quant, quant, quant, ...u16(column), ...u16(row), flags, 0, 0, 0, 0, 0, 0, 0, 0]);
/** RFX_PROGRESSIVE_TILE_FIRST of full quality. */
const first = (column: number, row: number, quality = 0xff): number[] =>
  block(0xccc6, [0, 0, 0, ...u16(column), ...u16(row), 0, quality, 0, 0, 0, 0, 0, 0, 0, 0]);
/** RFX_PROGRESSIVE_TILE_UPGRADE without bits. */
const upgrade = (column: number, row: number): number[] =>
  block(0xccc7, [0, 0, 0, ...u16(column), ...u16(row), 0xff, ...Array<number>(12).fill(0)]);

const frame = (...regions: readonly number[][]): Uint8Array =>
  Uint8Array.from([...SYNC, ...CONTEXT, ...BEGIN, ...regions.flat(), ...END]);

function desktop(t: { teardown(done: () => void): void }): Desktop {
  const made = new Desktop(WIDTH, HEIGHT);
  t.teardown(() => made.dispose());
  made.draw(create(0, WIDTH, HEIGHT), map(0, 0, 0));
  return made;
}

/** Greatest and mean difference of a channel. */
function difference(drawn: Desktop, expected: Pixels): { worst: number; mean: number } {
  let [worst, sum] = [0, 0];
  expected.data.forEach((word, i) => {
    const actual = drawn.word(i % WIDTH, Math.floor(i / WIDTH));
    for (const shift of [0, 8, 16]) {
      const off = Math.abs(((word >> shift) & 255) - ((actual >> shift) & 255));
      worst = Math.max(worst, off);
      sum += off;
    }
  });
  return { worst, mean: sum / (3 * expected.data.length) };
}

t.test('each pass comes closer to the picture', async (t) => {
  const drawn = desktop(t);
  const encoder = new ProgressiveEncoder();
  let message: Uint8Array | undefined = encoder.first(picture, area);
  const means: number[] = [];
  let worst = 255;
  while (message) {
    t.equal(drawn.draw(progressive(0, message)), -1);
    const step = difference(drawn, picture);
    means.push(step.mean);
    worst = step.worst;
    message = encoder.upgrade(area);
  }
  t.equal(means.length, 3);
  t.ok(means[2] < means[1] && means[1] < means[0], means.join(', '));
  t.ok(worst <= 14 && means[2] < 2, `differs by at most ${worst}, ${means[2]}`);
});

t.test('cells that a message drew are dirty, and opaque', async (t) => {
  const drawn = desktop(t);
  t.equal(drawn.word(0, 0) >>> 24, 0);
  t.equal(drawn.draw(progressive(0, frame(region([grey(1, 0)])))), -1);
  t.same(drawn.touched, [1]);
  t.equal(drawn.word(64, 0), 0xff80_8080);
  t.equal(drawn.word(63, 0) >>> 24, 0, 'a tile that was not drawn');
});

t.test('progressive tiles outside their context', async (t) => {
  const drawn = desktop(t);
  const refused = (message: Uint8Array, context: number, why: string): void => {
    t.equal(drawn.draw(progressive(0, message, context)), 0, why);
  };
  refused(frame(region([grey(3, 0)])), 0, 'right of the surface');
  refused(frame(region([grey(0, 2)])), 0, 'below the surface');
  refused(frame(region([grey(0xffff, 0xffff)])), 0, 'far away');
  refused(frame(region([upgrade(0, 0)])), 0, 'an upgrade before the first pass');
  refused(frame(region([grey(0, 0, 1)])), 0, 'a difference to nothing');
  t.equal(drawn.draw(progressive(0, frame(region([first(0, 0)])), 5)), -1);
  t.equal(drawn.draw(progressive(0, frame(region([upgrade(0, 0)])), 5)), -1);
  t.equal(drawn.draw(progressive(0, frame(region([grey(0, 0, 1)])), 5)), -1);
  refused(frame(region([upgrade(1, 0)])), 5, 'an upgrade of another tile');
  refused(frame(region([upgrade(0, 0)])), 6, 'an upgrade in another context');
  t.equal(drawn.draw(progressive(0, frame(region([first(0, 0)])), 5)), -1);
  t.equal(drawn.draw(deleteContext(0, 6), progressive(0, frame(region([upgrade(0, 0)])), 5)), -1, 'another is deleted');
  t.equal(drawn.draw(deleteContext(0, 5)), -1);
  refused(frame(region([upgrade(0, 0)])), 5, 'an upgrade in a context that was deleted');
  t.equal(drawn.draw(progressive(0, frame(region([first(0, 0)])), 5)), -1, 'a context begins anew');
  t.equal(
    drawn.draw(create(1, WIDTH, HEIGHT), progressive(1, frame(region([upgrade(0, 0)])), 5)),
    1,
    'another surface',
  );
  t.equal(drawn.draw(remove(0), create(0, WIDTH, HEIGHT)), -1);
  refused(frame(region([upgrade(0, 0)])), 5, 'an upgrade on a new surface of the same number');
  t.equal(drawn.draw({ ...progressive(0, frame(region([grey(0, 0)]))), target: 0 }), 0, 'the desktop has no contexts');
  t.equal(drawn.draw({ ...deleteContext(0), target: 0 }), 0);
  t.equal(drawn.draw({ ...deleteContext(0), target: surfaceTarget(9) }), 0, 'no such surface');
});

t.test('tiles that nothing builds on need no state', async (t) => {
  const drawn = desktop(t);
  const context = block(0xccc3, [0, 64, 0, 0]);
  const message = (tile: number[]): Uint8Array =>
    Uint8Array.from([...SYNC, ...context, ...BEGIN, ...region([tile]), ...END]);
  t.equal(drawn.draw(progressive(0, message(first(0, 0)))), -1);
  t.equal(drawn.draw(progressive(0, message(grey(0, 0)))), -1);
  t.equal(drawn.draw(progressive(0, message(upgrade(0, 0)))), 0, 'what was drawn in between is not refined');
});

t.test('regions of a message share their tiles, and clip them', async (t) => {
  const drawn = desktop(t);
  const one = region([grey(0, 0), grey(1, 0)], { rectangles: [[10, 10, 5, 5]] });
  const other = region([], { rectangles: [[70, 0, 3, 2]] });
  t.equal(drawn.draw(progressive(0, frame(one, other))), -1);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const inside = (10 <= x && x < 15 && 10 <= y && y < 15) || (70 <= x && x < 73 && y < 2);
      if (drawn.word(x, y) >>> 24 !== (inside ? 255 : 0)) t.fail(`pixel ${x}, ${y}`);
    }
  }
  t.equal(drawn.word(14, 14), 0xff80_8080);
});

t.test('rectangles that lie on each other are drawn so often and no more', async (t) => {
  const drawn = desktop(t);
  const rectangles = (count: number) => Array.from({ length: count }, () => [0, 0, 64, 64]);
  t.equal(drawn.draw(progressive(0, frame(region([grey(0, 0)], { rectangles: rectangles(16) })))), -1);
  t.equal(drawn.draw(progressive(0, frame(region([grey(0, 0)], { rectangles: rectangles(17) })))), 0);
  t.equal(drawn.draw(progressive(0, frame(region([], { rectangles: rectangles(4096) })))), -1);
  t.equal(drawn.draw(progressive(0, frame(region([], { rectangles: rectangles(4097) })))), 0);
});

t.test('regions outside a frame are ignored', async (t) => {
  const drawn = desktop(t);
  const tiles = region([grey(0, 0)]);
  t.equal(drawn.draw(progressive(0, Uint8Array.from([...tiles, ...BEGIN, ...END, ...tiles]))), -1);
  t.equal(drawn.word(0, 0) >>> 24, 0);
  t.equal(drawn.draw(progressive(0, Uint8Array.from([...BEGIN, ...tiles]))), -1);
  t.equal(drawn.word(0, 0), 0xff80_8080);
});

t.test('any cut of a message is refused or draws what is whole', async (t) => {
  const drawn = desktop(t);
  const message = new ProgressiveEncoder().first(picture, area);
  for (let length = 0; length < message.length; length += 1 + (length >> 6)) {
    const failed = drawn.draw(progressive(0, message.subarray(0, length)));
    if (failed !== 0 && failed !== -1) t.fail(`cut at ${length}`);
  }
  t.equal(drawn.draw(progressive(0, message)), -1);
});

t.test('fields that are not allowed are refused', async (t) => {
  const drawn = desktop(t);
  const tile = [grey(0, 0)];
  const refused: Readonly<Record<string, Uint8Array>> = {
    'another magic': frame(block(0xccc0, [0, 0, 0, 0, 0, 1])),
    'another version': frame(block(0xccc0, [0xca, 0xac, 0xcc, 0xca, 0, 2])),
    'a context with another tile size': frame(block(0xccc3, [0, 32, 0, 0])),
    'a frame in a frame': frame(BEGIN),
    'an unknown block': frame(block(0xccc8, [])),
    'a tile outside a region': frame(grey(0, 0)),
    'a block shorter than its header': Uint8Array.from([...u16(0xccc2), ...u32(5)]),
    'a block longer than the message': Uint8Array.from([...u16(0xccc2), ...u32(7)]),
    'a region with another tile size': frame(region(tile, { tileSize: 32 })),
    'a region without rectangles': frame(region(tile, { rectangles: [] })),
    'too many quantizations': frame(region(tile, { quantizations: 8 })),
    'a quantization that is none': frame(region(tile, { quantization: 5 })),
    'a quantization that does not exist': frame(region([grey(0, 0, 0, 1)])),
    'a quality that does not exist': frame(region([first(0, 0, 0)])),
    'more tiles than there are': frame(region(tile, { count: 2 })),
    'fewer tiles than there are': frame(region(tile, { count: 0 })),
    'tiles beyond the region': frame(region(tile, { size: 1000 })),
    'a block among the tiles': frame(region([BEGIN])),
    'more tiles than passes make sense': frame(region(Array.from({ length: 49 }, () => grey(0, 0)))),
    'more regions than make sense': frame(...Array.from({ length: 65 }, () => region([]))),
  };
  for (const [name, message] of Object.entries(refused)) t.equal(drawn.draw(progressive(0, message)), 0, name);
  t.equal(drawn.draw(progressive(0, frame(...Array.from({ length: 64 }, () => region([]))))), -1);
  t.equal(drawn.draw(progressive(0, frame(region(Array.from({ length: 48 }, () => grey(0, 0)))))), -1);
});

t.test('a session has so many states and no more', async (t) => {
  // Hardly a pixel is drawn, so that it is the states that take the memory.
  const [columns, rows] = [128, 49];
  const wide = new Desktop(64, 64);
  t.teardown(() => wide.dispose());
  const some = (from: number, count: number): Uint8Array => {
    const tiles = Array.from({ length: count }, (_, i) =>
      first((from + i) % columns, Math.floor((from + i) / columns)),
    );
    return frame(region(tiles, { rectangles: [[0, 0, 1, 1]] }));
  };
  t.equal(wide.draw(create(0, columns * 64, rows * 64)), -1);
  t.equal(wide.draw(progressive(0, some(0, 6144))), -1);
  t.equal(wide.draw(progressive(0, some(6144, 1))), 0);
  t.equal(wide.draw(progressive(0, some(0, 1))), -1, 'those that are there');
  t.equal(wide.draw(deleteContext(0), progressive(0, some(6144, 1))), -1, 'a deleted context makes room');
});
