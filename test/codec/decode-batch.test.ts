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
  [0x00, 0x00, 0x00, 0x00], // reserved
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
