import t from 'tap';
import { Codec, DecodeFlag } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { bitmap, createCanvas, draw, native, numbers, pixelAt } from './canvas.js';
import { interleaved, nsCodec, planar } from './generated.js';

t.test('every codec is clipped to the surface and marks the cells it touched, no more', async (t) => {
  const random = numbers(5);
  const [width, height] = [90, 70];
  const makers = {
    interleaved: interleaved(random, 16, width, height),
    planar: planar(random, width, height),
    nscodec: nsCodec(random, width, height),
    raw: bitmap(
      Codec.raw,
      width,
      height,
      Uint8Array.from({ length: width * height * 4 }, () => random(256)),
      { flags: DecodeFlag.bottomUp },
    ),
  };
  for (const [name, command] of Object.entries(makers)) {
    const whole = createCanvas(width, height);
    t.equal(draw(whole, command), -1, name);
    for (let i = 0; i < 60; i++) {
      const [left, top] = [random(300) - 100, random(250) - 90];
      const [visibleWidth, visibleHeight] = [1 + random(width), 1 + random(height)];
      const canvas = createCanvas(150, 130);
      draw(canvas, { ...command, left, top, visibleWidth, visibleHeight });
      const touched = new Uint8Array(canvas.dirty.length);
      for (let y = 0; y < 130; y++) {
        for (let x = 0; x < 150; x++) {
          const inside = left <= x && x < left + visibleWidth && top <= y && y < top + visibleHeight;
          if (inside) touched[(y >> 6) * 3 + (x >> 6)] = 1;
          // The visible part is the top left of the bitmap.
          const expected = inside ? pixelAt(whole, x - left, y - top) : 0;
          if (pixelAt(canvas, x, y) !== expected) t.fail(`${name} at ${left}, ${top}: pixel ${x}, ${y}`);
        }
      }
      t.same(canvas.dirty, touched);
    }
  }
});

t.test('a batch stops at the first record that cannot be decoded; what precedes it is drawn', async (t) => {
  const canvas = createCanvas(8, 8);
  const pixel = (x: number) => bitmap(Codec.raw, 1, 1, [x, x, x, 0], { left: x });
  const broken = bitmap(Codec.planar, 1, 1, []);
  t.equal(draw(canvas, pixel(1), pixel(2), broken, pixel(3)), 2);
  t.same(
    [1, 2, 3].map((x) => pixelAt(canvas, x, 0)),
    [0x010101, 0x020202, 0],
  );
  t.equal(draw(canvas), -1, 'an empty batch');
});

t.test('lengths that lie are refused', async (t) => {
  const canvas = createCanvas(8, 8);
  const writer = new DecodeBatchWriter();
  writer.append(bitmap(Codec.raw, 1, 1, [1, 2, 3, 4]));
  const batch = writer.take();
  const decode = (bytes: Uint8Array) => native.decodeBatch(bytes, canvas.surface, canvas.dirty, canvas.palette);
  for (let length = 1; length < batch.length; length++) {
    if (decode(batch.subarray(0, length)) !== 0) t.fail(`${length} bytes`);
  }
  for (const length of [5, 0x7fffffff, 0xffffffff, 0xfffffffc]) {
    const lying = batch.slice();
    new DataView(lying.buffer).setUint32(20, length, true);
    t.equal(decode(lying), 0, `data length ${length}`);
  }
  for (const codec of [6, 10, 255]) {
    const unknown = batch.slice();
    unknown[0] = codec;
    t.equal(decode(unknown), 0, `codec ${codec}`);
  }
  t.equal(decode(batch), -1);
});

t.test(
  'bitmaps larger than the desktop and its padding are left out, those beyond every desktop refused',
  async (t) => {
    const canvas = createCanvas(100, 100);
    const before = canvas.surface.pixels.slice();
    for (const codec of [Codec.raw, Codec.interleavedRle, Codec.planar, Codec.nsCodec]) {
      const options = { bitsPerPixel: codec === Codec.interleavedRle ? 24 : 32 };
      t.equal(draw(canvas, bitmap(codec, 65535, 65535, [0x30, 0, 0, 0], options)), 0, 'beyond the limit');
      t.equal(draw(canvas, bitmap(codec, 8192, 165, [0x30, 0, 0, 0], options)), -1, 'of a desktop yet to come');
    }
    t.same(canvas.surface.pixels, before);
    t.notOk(canvas.dirty.some((touched) => touched !== 0));
    const padded = bitmap(Codec.interleavedRle, 164, 100, [0xf3, 0xff, 0x0f, 1, 2, 3], { bitsPerPixel: 24 });
    t.equal(draw(canvas, { ...padded, visibleWidth: 100 }), -1);
  },
);

t.test('memory is checked against what surfaces say of it', async (t) => {
  const { surface, dirty, palette } = createCanvas(100, 100);
  const empty = new Uint8Array(0);
  const wrong: Readonly<Record<string, () => unknown>> = {
    'pixels that are missing': () => native.decodeBatch(empty, { ...surface, height: 101 }, dirty, palette),
    'a stride below a row': () => native.decodeBatch(empty, { ...surface, stride: 399 }, dirty, palette),
    'a negative stride': () => native.decodeBatch(empty, { ...surface, stride: -400 }, dirty, palette),
    'no width': () => native.decodeBatch(empty, { ...surface, width: 0 }, dirty, palette),
    'a width that is not a number': () => native.decodeBatch(empty, { ...surface, width: Number.NaN }, dirty, palette),
    'a side beyond the limit': () => native.decodeBatch(empty, { ...surface, width: 8193 }, dirty, palette),
    'cells that are missing': () => native.decodeBatch(empty, surface, dirty.subarray(1), palette),
    'a palette that is short': () => native.decodeBatch(empty, surface, dirty, palette.subarray(1)),
    'a batch of another type': () =>
      native.decodeBatch(new Int8Array(4) as unknown as Uint8Array, surface, dirty, palette),
    'no surface': () => native.decodeBatch(empty, undefined as unknown as typeof surface, dirty, palette),
  };
  for (const [name, call] of Object.entries(wrong)) t.throws(call, { name: 'TypeError' }, name);
  t.equal(native.decodeBatch(empty, surface, dirty, palette), -1);
});

t.test('a stride with room to spare, and pixels that begin in the middle of a buffer', async (t) => {
  const pixels = new Uint8Array(1000).subarray(3);
  const surface = { pixels, width: 3, height: 2, stride: 21 };
  const writer = new DecodeBatchWriter();
  writer.append(
    bitmap(
      Codec.raw,
      3,
      2,
      Uint8Array.from({ length: 24 }, (_, i) => i),
    ),
  );
  t.equal(native.decodeBatch(writer.take(), surface, new Uint8Array(1), new Uint8Array(1024)), -1);
  t.same([...pixels.subarray(8, 12), ...pixels.subarray(21, 24)], [8, 9, 10, 255, 12, 13, 14]);
  t.equal(pixels[12], 0, 'nothing between the rows');
});
