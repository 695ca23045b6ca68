import t from 'tap';
import { Codec, DecodeFlag } from '../../src/codec/commands.js';
import { bitmap, createCanvas, draw, pixelAt, rows } from './canvas.js';

t.test('every depth becomes BGRX', async (t) => {
  const canvas = createCanvas(2, 1);
  const raw = (bitsPerPixel: number, data: readonly number[]) =>
    draw(canvas, bitmap(Codec.raw, 2, 1, data, { bitsPerPixel }));

  canvas.palette.set([1, 2, 3, 0], 7 * 4);
  t.equal(raw(8, [7, 0, 0, 0]), -1);
  t.same(rows(canvas), ['030201 000000']);
  t.equal(raw(15, [0b00011111, 0b00000100, 0xff, 0x7f]), -1);
  t.same(rows(canvas), ['0800ff ffffff'], 'five bits repeat their high bits below');
  t.equal(raw(16, [0xe0, 0x06, 0x00, 0xf8]), -1);
  t.same(rows(canvas), ['00e200 ff0000'], 'six bits of green as FreeRDP expands them');
  t.equal(raw(24, [1, 2, 3, 4, 5, 6, 0, 0]), -1);
  t.same(rows(canvas), ['030201 060504']);
  t.equal(raw(32, [1, 2, 3, 4, 5, 6, 7, 8]), -1);
  t.same(rows(canvas), ['030201 070605']);
  t.equal(canvas.surface.pixels[3], 255, 'and is opaque');
});

t.test('all 65536 colours of 16 bits, in vectors and alone', async (t) => {
  const wide = createCanvas(256, 256);
  const narrow = createCanvas(1, 1);
  const data = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);
  t.equal(draw(wide, bitmap(Codec.raw, 256, 256, data, { bitsPerPixel: 16 })), -1);
  for (const i of [0, 1, 31, 32, 63 << 5, 56 << 5, 62 << 5, 0xf800, 0xffff, 0x8410, 0x1234, 0xabcd]) {
    draw(narrow, bitmap(Codec.raw, 1, 1, [i & 255, i >> 8], { bitsPerPixel: 16 }));
    t.equal(pixelAt(wide, i % 256, i >> 8), pixelAt(narrow, 0, 0), `0x${i.toString(16)}`);
    const green = (i >> 5) & 63;
    t.equal((pixelAt(narrow, 0, 0) >> 8) & 255, Math.min((green << 2) + (green >> 3), 255));
  }
});

t.test('rows are padded to four bytes where the length says so', async (t) => {
  const canvas = createCanvas(3, 2);
  const padded = [1, 0, 0, 2, 0, 0, 3, 0, 0, 9, 9, 9, 4, 0, 0, 5, 0, 0, 6, 0, 0, 9, 9, 9];
  const tight = [1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0, 6, 0, 0];
  for (const data of [padded, tight]) {
    canvas.surface.pixels.fill(0);
    t.equal(draw(canvas, bitmap(Codec.raw, 3, 2, data, { bitsPerPixel: 24 })), -1);
    t.same(rows(canvas), ['000001 000002 000003', '000004 000005 000006']);
  }
  t.equal(draw(canvas, bitmap(Codec.raw, 3, 2, tight.slice(1), { bitsPerPixel: 24 })), 0, 'a byte less is refused');
});

t.test('bottom-up rows are turned over', async (t) => {
  const canvas = createCanvas(1, 3);
  const data = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];
  draw(canvas, bitmap(Codec.raw, 1, 3, data, { flags: DecodeFlag.bottomUp }));
  t.same(rows(canvas), ['000003', '000002', '000001']);
});

t.test('a palette record changes the palette of the records after it, and of the next batch', async (t) => {
  const canvas = createCanvas(1, 1);
  const colors = (first: number) => Uint8Array.from({ length: 1024 }, (_, i) => (i < 4 ? first + i : 0));
  const palette = (first: number) => bitmap(Codec.palette, 0, 0, colors(first));
  const pixel = bitmap(Codec.raw, 1, 1, [0], { bitsPerPixel: 8 });
  t.equal(draw(canvas, palette(1), pixel, palette(5)), -1);
  t.equal(pixelAt(canvas, 0, 0), 0x030201);
  draw(canvas, pixel);
  t.equal(pixelAt(canvas, 0, 0), 0x070605);
  t.equal(draw(canvas, bitmap(Codec.palette, 0, 0, colors(1).subarray(1))), 0, 'a short palette is refused');
});
