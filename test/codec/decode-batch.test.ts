import t from 'tap';
import { Codec, DECODE_HEADER, type DecodeCommand, DecodeFlag } from '../../src/codec/commands.js';
import { batchPixels, DecodeBatchWriter } from '../../src/codec/decode-batch.js';

const command = (data: readonly number[]): DecodeCommand => ({
  codec: Codec.planar,
  bitsPerPixel: 32,
  flags: DecodeFlag.bottomUp,
  left: -2,
  top: 70_000,
  visibleWidth: 3,
  visibleHeight: 4,
  width: 0x1234,
  height: 0xfffe,
  data: Uint8Array.from(data),
});

const RECORD = [
  [0x02, 0x20, 0x01, 0x00], // codec, bits per pixel, flags
  [0xfe, 0xff, 0xff, 0xff], // left
  [0x70, 0x11, 0x01, 0x00], // top
  [0x03, 0x00, 0x04, 0x00], // visible width, visible height
  [0x34, 0x12, 0xfe, 0xff], // width, height
  [0x05, 0x00, 0x00, 0x00], // data length
  [0x00, 0x00, 0x00, 0x00], // target
  [0x01, 0x02, 0x03, 0x04],
  [0x05, 0x00, 0x00, 0x00], // and padding
].flat();

t.test('a record, byte by byte', async (t) => {
  const writer = new DecodeBatchWriter();
  writer.append(command([1, 2, 3, 4, 5]));
  t.equal(writer.length, DECODE_HEADER + 8);
  t.same([...writer.take()], RECORD);
});

t.test('taking leaves an empty batch, and what was taken is not written any more', async (t) => {
  const writer = new DecodeBatchWriter({ capacity: 64 });
  writer.append(command([1, 2, 3, 4, 5]));
  const first = writer.take();
  t.equal(writer.length, 0);
  t.equal(writer.take().length, 0);
  writer.append(command([9]));
  t.same([...first], RECORD);
  t.equal(writer.take().length, DECODE_HEADER + 4);
  t.equal(first.byteOffset, 0);
  t.doesNotThrow(() => structuredClone(first, { transfer: [first.buffer] }), 'it can be transferred');
});

t.test('it grows, keeps what it has, and stops at its limit', async (t) => {
  const writer = new DecodeBatchWriter({ capacity: 16, limit: 100 * (DECODE_HEADER + 4) });
  for (let i = 0; i < 100; i++) writer.append(command([i]));
  t.throws(() => writer.append(command([])), { code: 'PDU_TOO_LARGE' });
  t.equal(writer.length, 100 * (DECODE_HEADER + 4), 'what was refused left nothing behind');
  const bytes = writer.take();
  for (let i = 0; i < 100; i++) {
    if (bytes[i * (DECODE_HEADER + 4) + DECODE_HEADER] !== i) t.fail(`record ${i}`);
  }
});

t.test('padding is zero where an earlier batch had other bytes', async (t) => {
  const writer = new DecodeBatchWriter({ capacity: 1024 });
  writer.append(command([255, 255, 255, 255, 255]));
  writer.take().fill(255);
  writer.append(command([7]));
  t.same([...writer.take().subarray(DECODE_HEADER)], [7, 0, 0, 0]);
});

t.test('what a batch draws is known from its records', async (t) => {
  const writer = new DecodeBatchWriter();
  t.equal(batchPixels(writer.take()), 0);
  writer.append({ ...command([1, 2, 3]), width: 10, height: 20 });
  writer.append({ ...command([1, 2, 3, 4, 5]), width: 0xffff, height: 0xffff });
  writer.append({ ...command(new Array(20).fill(0)), codec: Codec.remoteFx, width: 1, height: 1 });
  const pixels = 200 + 0xffff * 0xffff + 2 * 64 * 64;
  t.equal(writer.pixels, pixels);
  t.equal(batchPixels(writer.take()), pixels);
  t.equal(writer.pixels, 0);
});

t.test('what commands of the graphics pipeline cost is known as far as it can be', async (t) => {
  const cost = (codec: DecodeCommand['codec'], data: readonly number[]): number => {
    const writer = new DecodeBatchWriter();
    writer.append({ ...command(data), codec, width: 10, height: 20 });
    const { pixels } = writer;
    t.equal(batchPixels(writer.take()), pixels);
    return pixels;
  };
  const color = [1, 2, 3, 4];
  const rectangle = [2, 0, 3, 0, 12, 0, 103, 0];
  const point = [0, 0, 0, 0];
  const cell = 64 * 64;
  t.equal(cost(Codec.clearCodec, [1]), 200);
  t.equal(cost(Codec.solidFill, [...color, ...rectangle, ...rectangle]), 2000);
  t.equal(cost(Codec.solidFill, [...color, 12, 0, 103, 0, 2, 0, 3, 0]), 0);
  t.equal(cost(Codec.void, rectangle), 1000);
  t.equal(cost(Codec.copy, [...color, ...rectangle, ...point, ...point, ...point]), 3000);
  t.equal(cost(Codec.copy, [...color, ...rectangle]), 0);
  t.equal(cost(Codec.store, [1, 0, ...color, ...color, ...rectangle]), 1000);
  t.equal(cost(Codec.load, [1, 0, ...point, ...point]), 2 * cell);
  t.equal(cost(Codec.progressive, new Array(20).fill(0)), 2 * cell);
  t.equal(cost(Codec.tile, [1]), cell);
  t.equal(cost(Codec.createSurface, []), 0);
  t.ok(cost(Codec.mapSurface, []) > 100 * cell);
  for (const codec of [Codec.solidFill, Codec.copy, Codec.store, Codec.load, Codec.void]) {
    for (let length = 0; length < 4; length++) t.equal(cost(codec, color.slice(0, length)), 0);
  }
});
