import fc from 'fast-check';
import t from 'tap';
import { fromHex, hex, latin1 } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { ZgfxDecompressor } from '../../src/rdp/channels/egfx/zgfx.js';
import { ZgfxCompressor, zgfxPlain } from '../../src/rdp/channels/egfx/zgfx-compressor.js';
import { ZgfxHistory } from '../../src/rdp/channels/egfx/zgfx-history.js';
import { RDP8, RDP8_LITE, UNPACKED_MAX, type ZgfxProfile } from '../../src/rdp/channels/egfx/zgfx-profile.js';
import { random } from '../fuzz/mutate.js';

const FOX = latin1('The quick brown fox jumps over the lazy dog');

t.test('the examples of the specification', async (t) => {
  // [MS-RDPEGFX] 4.1: one segment, then three of which the last is compressed.
  const single = fromHex(`e0 04 ${hex(FOX)}`);
  const multipart = fromHex(`e1 0300 2b000000
    11000000 04 54686520717569636b2062726f776e20
    0e000000 04 666f78206a756d7073206f7665
    10000000 24 39080e91f8d8613d1e440643799c 02`);
  const zgfx = new ZgfxDecompressor();
  t.same(zgfx.decompress(single), FOX);
  t.same(zgfx.decompress(multipart), FOX);
  t.same(zgfxPlain(FOX), single);
  // [MS-RDPEDYC] 4.3.3: a literal, and a match that repeats it.
  const lite = new ZgfxDecompressor(RDP8_LITE).decompress(fromHex('e0 26 38c43ff474 01'));
  t.same(lite, new Uint8Array(1595).fill(0x71));
});

/** Text-like data of few different bytes, with long repeats near and far. */
function material(length: number, seed: number): Uint8Array {
  const next = random(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const run = 1 + next(300);
    const kind = next(4);
    const from = next(at + 1);
    for (let i = 0; i < run && at < length; i++, at++)
      bytes[at] = kind < 2 ? bytes[from + i] : next(kind === 2 ? 0x100 : 5);
  }
  return bytes;
}

t.test('round trips of messages in a row', async (t) => {
  for (const profile of [RDP8, RDP8_LITE]) {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ minLength: 1, maxLength: 600 }),
            fc.tuple(fc.integer({ min: 1, max: 8000 }), fc.nat()).map(([length, seed]) => material(length, seed)),
          ),
          { maxLength: 8 },
        ),
        (messages) => {
          const compressor = new ZgfxCompressor(profile);
          const zgfx = new ZgfxDecompressor(profile);
          for (const message of messages) t.same(zgfx.decompress(compressor.compress(message)), message);
        },
      ),
      { seed: 2, numRuns: 30 },
    );
  }
});

t.test('several segments, and more than the history holds', async (t) => {
  const profile: ZgfxProfile = { ...RDP8, history: 50_000 };
  for (const [name, used] of [
    ['all of it', RDP8],
    ['a small history', profile],
  ] as const) {
    const compressor = new ZgfxCompressor(used);
    const zgfx = new ZgfxDecompressor(used);
    for (let i = 0; i < 5; i++) {
      const message = material(150_000, i);
      const packed = compressor.compress(message);
      t.ok(packed.length < message.length, `${name}: gets smaller`);
      t.equal(hex(zgfx.decompress(packed)) === hex(message), true, name);
    }
  }
});

t.test('the same message again takes a few bytes', async (t) => {
  const compressor = new ZgfxCompressor();
  const message = Uint8Array.from({ length: 60_000 }, (_, i) => (i * i) >> 7);
  compressor.compress(message);
  t.ok(compressor.compress(message).length < 64);
});

t.test('bytes that do not compress go as they are, and are history all the same', async (t) => {
  const next = random(3);
  const message = Uint8Array.from({ length: 5000 }, () => next(0x100));
  const compressor = new ZgfxCompressor();
  const zgfx = new ZgfxDecompressor();
  const first = compressor.compress(message);
  t.same(first, zgfxPlain(message));
  t.same(zgfx.decompress(first), message);
  const second = compressor.compress(message);
  t.ok(second.length < 32);
  t.same(zgfx.decompress(second), message);
});

t.test('a history keeps its last bytes, however they came', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200_000 }),
      fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 6 }),
      (limit, lengths) => {
        const history = new ZgfxHistory(limit);
        const pieces = lengths.map((length, i) => material(length, i));
        for (const piece of pieces) history.append(piece);
        const all = concat(pieces);
        const kept = Math.min(limit, all.length);
        const copy = new Uint8Array(kept);
        history.copy(kept, kept, copy, 0);
        return history.length === kept && hex(copy) === hex(all.subarray(all.length - kept));
      },
    ),
    { seed: 2, numRuns: 60 },
  );
});

/** A message of segments by hand. */
function multipart(uncompressedSize: number, ...segments: string[]): Uint8Array {
  const w = new ByteWriter().u8(0xe1).u16(segments.length).u32(uncompressedSize);
  for (const segment of segments) w.u32(fromHex(segment).length).bytes(fromHex(segment));
  return w.finish();
}

/** Bits as a compressed segment: padded, and with the count of the padding behind. */
function bits(text: string): string {
  const digits = text.replace(/\s/g, '');
  const padding = (8 - (digits.length % 8)) % 8;
  const bytes = (digits + '0'.repeat(padding)).match(/.{8}/g) ?? [];
  return `24 ${bytes.map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('')} 0${padding}`;
}

const LITERAL = '0 01100001';
const single = (segment: string): Uint8Array => fromHex(`e0 ${segment}`);
const fails = (t: Tap, message: Uint8Array, name: string, code = 'BULK_INVALID', zgfx = new ZgfxDecompressor()) =>
  t.throws(() => zgfx.decompress(message), { code }, name);
type Tap = Pick<typeof t, 'throws'>;

t.test('runs without encoding, at the next byte', async (t) => {
  const run = `${LITERAL} 10001 00000 ${'10'.padStart(15, '0')} 000000`;
  const zgfx = new ZgfxDecompressor();
  t.same(zgfx.decompress(single(bits(`${run} 01100010 01100011`))), latin1('abc'));
  t.same(zgfx.decompress(single(bits(`${run} 01100010 01100011 ${LITERAL}`))), latin1('abca'), 'bits again behind it');
  fails(t, single(bits(`${run} 01100010`)), 'longer than the segment');
});

t.test('ZGFX history overrun', async (t) => {
  const match = (distance: string) => bits(`${LITERAL} ${distance} 0`);
  t.same(new ZgfxDecompressor().decompress(single(match('10001 00001'))), latin1('aaaa'));
  fails(t, single(match('10001 00010')), 'one byte before the first');
  fails(t, single(match(`101111110 ${'1'.repeat(24)}`)), 'the greatest distance there is');
  const full = new ZgfxDecompressor();
  for (let i = 0; i < 40; i++) full.decompress(zgfxPlain(new Uint8Array(65535)));
  const beyond = (2_500_001 - 2_414_240).toString(2).padStart(21, '0');
  fails(t, single(match(`10111101 ${beyond}`)), 'one byte beyond a full history', 'BULK_INVALID', full);
  const lite = new ZgfxDecompressor(RDP8_LITE);
  for (let i = 0; i < 3; i++) lite.decompress(zgfxPlain(new Uint8Array(8192), RDP8_LITE));
  const distance = (8193 - 5792).toString(2).padStart(14, '0');
  fails(t, single(match(`101100 ${distance}`).replace('24', '26')), 'beyond 8 KiB', 'BULK_INVALID', lite);
});

t.test('endless segments', async (t) => {
  const empty = new ByteWriter().u8(0xe1).u16(0xffff).u32(0);
  for (let i = 0; i < 0xffff; i++) empty.u32(1).u8(4);
  fails(t, empty.finish(), '65535 without a byte');
  fails(t, fromHex('e1 ffff 00000001 02000000 04aa'), 'fewer than counted', 'PDU_TRUNCATED');
  fails(t, fromHex('e1 0100 01000000 ffffffff 04aa'), 'a segment of 4 GiB', 'PDU_TRUNCATED');
  fails(t, fromHex('e1 ffff ffffffff'), '4 GiB', 'PDU_TOO_LARGE');
  const w = new ByteWriter()
    .u8(0xe1)
    .u16(0xffff)
    .u32(UNPACKED_MAX + 1);
  fails(t, w.finish(), 'one byte above the limit', 'PDU_TOO_LARGE');
  fails(t, fromHex('e1 0000 01000000'), 'a size without segments');
});

t.test('output that is not as declared', async (t) => {
  fails(t, multipart(1, '04 aaaa'), 'more plain bytes');
  fails(t, multipart(3, '04 aaaa'), 'fewer plain bytes');
  fails(t, multipart(1, bits(LITERAL.repeat(2))), 'more literals');
  fails(t, multipart(3, bits(`${LITERAL} 10001 00001 0`)), 'a longer match');
  fails(t, single(`04 ${'aa'.repeat(65536)}`), 'a plain segment of 64 KiB');
  const long = `${LITERAL} 10001 00001 ${'1'.repeat(14)}0 ${'1'.repeat(15)}`;
  fails(t, single(bits(long)), 'a match that fills more than a segment');
  t.equal(new ZgfxDecompressor().decompress(single(bits(`${long.slice(0, -1)}0`))).length, 65535, 'one byte less');
});

t.test('bits that mean nothing', async (t) => {
  fails(t, single(bits('101111111')), 'unknown token');
  fails(t, single(bits(`${LITERAL} 10001 00001 ${'1'.repeat(24)}`)), 'length without end');
  fails(t, single('24 00 08'), 'more padding than a byte');
  fails(t, single('24 07'), 'padding alone');
  fails(t, single('24'), 'no bits');
  fails(t, single('04'), 'no bytes');
  fails(t, single('24 80 01'), 'a token cut short');
  fails(t, single(bits(LITERAL).replace('24', '26')), 'another type');
  fails(t, fromHex('e2 04 aa'), 'descriptor');
  fails(t, fromHex(''), 'nothing', 'PDU_TRUNCATED');
  const lite = new ZgfxDecompressor(RDP8_LITE);
  fails(t, fromHex('e1 0100 02000000 03000000 06aaaa'), 'several segments in a block', 'BULK_INVALID', lite);
  fails(t, single(`06 ${'aa'.repeat(8193)}`), 'a block above 8 KiB', 'BULK_INVALID', lite);
});
