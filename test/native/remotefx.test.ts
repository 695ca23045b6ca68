import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { Codec } from '../../src/codec/commands.js';
import { bitmap, createCanvas, draw, pixelAt } from './canvas.js';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(PROJECT, 'fixtures', 'codec', name)));

/** The worked example of [MS-RDPRFX] section 4.2: one 64×64 tile, RLGR3. */
const HEADERS = fixture('ms-rdprfx-4.2.2.bin');
const DATA = fixture('ms-rdprfx-4.2.3.bin');
const PICTURE = fixture('ms-rdprfx-4.2.4.4.bin');

const whole = Uint8Array.from([...HEADERS, ...DATA]);
const rfx = (data: Uint8Array, rest = {}) => bitmap(Codec.remoteFx, 64, 64, data, rest);

/** Bytes at an offset of the data messages, changed. */
function changed(offset: number, ...bytes: readonly number[]): Uint8Array {
  const copy = DATA.slice();
  copy.set(bytes, offset);
  return copy;
}

/** Offsets in the data messages: blocks are frame begin, region, tile set, frame end. */
const REGION = 14;
const RECTANGLE = REGION + 8 + 1 + 2;
const TILE_SET = 37;

t.test('the worked example, with its headers and, as hosts go on, without', async (t) => {
  for (const data of [whole, DATA]) {
    const canvas = createCanvas(64, 64);
    t.equal(draw(canvas, rfx(data)), -1);
    let worst = 0;
    canvas.surface.pixels.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - PICTURE[i]));
    });
    // The specification computes colours with real numbers.
    t.ok(worst <= 1, `differs by at most ${worst}`);
    t.same(canvas.dirty, Uint8Array.of(1));
  }
});

t.test('a tile set that repeats the properties of the context', async (t) => {
  const [canvas, expected] = [createCanvas(64, 64), createCanvas(64, 64)];
  // RLGR3 at bit 9, scalar quantization at bit 13, as older hosts write it.
  t.equal(draw(canvas, rfx(changed(TILE_SET + 8 + 4, 0x28, 0x28))), -1);
  draw(expected, rfx(DATA));
  t.same(canvas.surface.pixels, expected.surface.pixels);
});

t.test('tiles are clipped to the rectangles of their region', async (t) => {
  const canvas = createCanvas(64, 64);
  t.equal(draw(canvas, rfx(changed(RECTANGLE, 10, 0, 20, 0, 3, 0, 2, 0))), -1);
  const full = createCanvas(64, 64);
  draw(full, rfx(DATA));
  for (let y = 0; y < 64; y++) {
    for (let x = 0; x < 64; x++) {
      const inside = 10 <= x && x < 13 && 20 <= y && y < 22;
      if (pixelAt(canvas, x, y) !== (inside ? pixelAt(full, x, y) : 0)) t.fail(`pixel ${x}, ${y}`);
    }
  }
  t.equal(pixelAt(canvas, 12, 21), pixelAt(full, 12, 21));
});

t.test('tiles are clipped to the surface, wherever the message is drawn', async (t) => {
  const full = createCanvas(64, 64);
  draw(full, rfx(DATA));
  for (const [left, top] of [
    [-40, -50],
    [100, 70],
    [-63, 30],
    [30, -64],
  ]) {
    const canvas = createCanvas(130, 90);
    t.equal(draw(canvas, rfx(DATA, { left, top })), -1);
    for (let y = 0; y < 90; y++) {
      for (let x = 0; x < 130; x++) {
        const [fromX, fromY] = [x - left, y - top];
        const inside = 0 <= fromX && fromX < 64 && 0 <= fromY && fromY < 64;
        const expected = inside ? pixelAt(full, fromX, fromY) : 0;
        if (pixelAt(canvas, x, y) !== expected) t.fail(`pixel ${x}, ${y} at ${left}, ${top}`);
      }
    }
  }
});

t.test('any cut of the message is refused or draws what is whole', async (t) => {
  const canvas = createCanvas(64, 64);
  for (let length = 0; length <= whole.length; length++) {
    const failed = draw(canvas, rfx(whole.subarray(0, length)));
    const atBlock = [0, 12, 25, 35, 47].map((end) => end === length);
    if (!(failed === 0 || failed === -1) || (atBlock.includes(true) && failed !== -1)) t.fail(`cut at ${length}`);
  }
  t.equal(draw(canvas, rfx(whole)), -1);
});

t.test('fields that are not allowed are refused', async (t) => {
  const canvas = createCanvas(64, 64);
  const set = TILE_SET + 8;
  const tile = set + 14 + 5;
  const refused: Readonly<Record<string, Uint8Array>> = {
    'an unknown block': changed(0, 0xc0, 0xcb),
    'a block length below its header': changed(2, 5, 0, 0, 0),
    'a region that counts more rectangles than it has': changed(RECTANGLE - 2, 2, 0),
    'a tile set of another subtype': changed(set, 0xc3),
    'an unknown entropy coder': changed(set + 4, 0x51, 0x6c),
    'more quantizations than there are': changed(set + 6, 255),
    'more tiles than there are': changed(set + 8, 2, 0),
    'far more tiles than a desktop has': changed(set + 8, 255, 255),
    'a tile of another type': changed(tile, 0xc4),
    'a tile length beyond the set': changed(tile + 2, 0xff, 0xff),
    'a quantization that does not exist': changed(tile + 6, 1),
    'component data beyond the tile': changed(tile + 13, 0xff, 0xff),
  };
  for (const [name, data] of Object.entries(refused)) t.equal(draw(canvas, rfx(data)), 0, name);
  const wrongMagic = whole.slice();
  wrongMagic[6] = 0;
  t.equal(draw(canvas, rfx(wrongMagic)), 0, 'another magic');
});

t.test('rectangles that lie on each other are drawn so often and no more', async (t) => {
  const withRectangles = (count: number): Uint8Array => {
    const rectangle = [0, 0, 0, 0, 64, 0, 64, 0];
    const rectangles = Array.from({ length: count }, () => rectangle).flat();
    const region = [0xc6, 0xcc, ...u32(15 + 8 * count), 1, 0, 1, ...u16(count), ...rectangles, 0xc1, 0xca, 1, 0];
    return Uint8Array.from([...HEADERS, ...DATA.subarray(0, REGION), ...region, ...DATA.subarray(TILE_SET)]);
  };
  const canvas = createCanvas(64, 64);
  const expected = createCanvas(64, 64);
  t.equal(draw(canvas, rfx(withRectangles(16))), -1);
  draw(expected, rfx(whole));
  t.same(canvas.surface.pixels, expected.surface.pixels);
  t.equal(draw(canvas, rfx(withRectangles(17))), 0);
});

const u16 = (value: number): number[] => [value & 0xff, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
