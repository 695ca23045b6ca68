import t from 'tap';
import { copyOverlap, copyRgba, createPicture } from '../../src/display/framebuffer.js';
import { cellAt, cellDistance, cellGrid } from '../../src/display/geometry.js';
import { PictureMemory } from '../../src/display/picture-memory.js';

t.test('a picture has four bytes per pixel in shared memory and starts black', async (t) => {
  const picture = createPicture({ width: 100, height: 70 });
  t.equal(picture.stride, 400);
  t.equal(picture.pixels.length, 28_000);
  t.ok(picture.pixels.buffer instanceof SharedArrayBuffer);
  t.same(picture.grid, { columns: 2, rows: 2, count: 4 });
  t.ok(picture.pixels.every((byte) => byte === 0));
});

for (const [width, height, code] of [
  [0, 600, 'PDU_INVALID'],
  [800, -1, 'PDU_INVALID'],
  [800.5, 600, 'PDU_INVALID'],
  [Number.NaN, 600, 'PDU_INVALID'],
  [8193, 1, 'PDU_TOO_LARGE'],
  [1, 65_535, 'PDU_TOO_LARGE'],
  [8192, 4097, 'PDU_TOO_LARGE'],
] as const) {
  t.test(`a desktop of ${width}×${height} is refused before it allocates`, async (t) => {
    t.throws(() => createPicture({ width, height }), { code });
  });
}

t.test('the largest desktop has cells that 16 bits can number', async (t) => {
  t.ok(cellGrid({ width: 8192, height: 4096 }).count <= 0x10000);
});

t.test('cells of pixels, also of those outside', async (t) => {
  const grid = cellGrid({ width: 640, height: 320 });
  t.equal(cellAt(grid, 0, 0), 0);
  t.equal(cellAt(grid, 639, 319), 49);
  t.equal(cellAt(grid, -5, 100_000), 40);
  t.equal(cellDistance(grid, 0, 49), 9);
  t.equal(cellDistance(grid, 25, 25), 0);
});

t.test('a larger desktop keeps what the smaller showed', async (t) => {
  const small = createPicture({ width: 2, height: 2 });
  small.pixels.set([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
  const wide = createPicture({ width: 3, height: 1 });
  copyOverlap(small, wide);
  t.same([...wide.pixels], [1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0]);
});

t.test('RGBA has its channels in order and is opaque', async (t) => {
  const picture = createPicture({ width: 2, height: 1 });
  picture.pixels.set([10, 20, 30, 0, 255, 0, 1, 77]);
  t.same([...copyRgba(picture)], [30, 20, 10, 255, 1, 0, 255, 255]);
});

t.test('memory of pictures is used again, and is black again', async (t) => {
  const memory = new PictureMemory();
  const large = memory.take({ width: 1920, height: 1080 });
  large.pixels.fill(7);
  memory.giveBack(large);
  memory.giveBack(large);
  const small = memory.take({ width: 640, height: 480 });
  t.equal(small.pixels.buffer, large.pixels.buffer);
  t.equal(small.pixels.length, 640 * 480 * 4);
  t.ok(small.pixels.every((byte) => byte === 0));
  t.equal(copyRgba(small).length, small.pixels.length);
  const other = memory.take({ width: 640, height: 480 });
  t.not(other.pixels.buffer, small.pixels.buffer, 'what was given back twice is there once');
  t.throws(() => memory.take({ width: 0, height: 1 }), { code: 'PDU_INVALID' });
});

t.test('a desktop that grows bit by bit does not take memory for each size', async (t) => {
  const memory = new PictureMemory();
  const rooms = new Set<SharedArrayBuffer>();
  for (let height = 1; height <= 1000; height += 9) {
    const picture = memory.take({ width: 1000, height });
    rooms.add(picture.pixels.buffer);
    memory.giveBack(picture);
  }
  t.equal(rooms.size, 3, '1, 2 and 4 MiB');
});
