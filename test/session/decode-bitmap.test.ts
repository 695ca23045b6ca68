import t from 'tap';
import { decodeBitmap } from '../../src/session/decode-bitmap.js';

const pixel = (rgba: Uint8Array, at: number): number[] => [...rgba.subarray(4 * at, 4 * at + 4)];

t.test('raw pixels come top-down as RGBA', async (t) => {
  const bgrx = Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0);
  const { rgba, width, height } = decodeBitmap('raw', bgrx, { width: 1, height: 2 });
  t.same([width, height], [1, 2]);
  t.same(
    [pixel(rgba, 0), pixel(rgba, 1)],
    [
      [6, 5, 4, 255],
      [3, 2, 1, 255],
    ],
  );
  const topDown = decodeBitmap('raw', bgrx, { width: 1, height: 2, bottomUp: false });
  t.same(pixel(topDown.rgba, 0), [3, 2, 1, 255]);
});

t.test('interleaved RLE: a run of white', async (t) => {
  // WHITE, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4, four times: one row of four pixels.
  const { rgba } = decodeBitmap('interleavedRle', Uint8Array.of(0xfd, 0xfd, 0xfd, 0xfd), {
    width: 4,
    height: 1,
    bitsPerPixel: 16,
  });
  t.same(pixel(rgba, 3), [255, 255, 255, 255]);
});

t.test('a palette colours 8 bit pixels', async (t) => {
  const palette = new Uint8Array(1024);
  palette.set([10, 20, 30, 0], 4 * 7);
  const { rgba } = decodeBitmap('raw', Uint8Array.of(7, 0, 0, 0), { width: 1, height: 1, bitsPerPixel: 8, palette });
  t.same(pixel(rgba, 0), [30, 20, 10, 255]);
  t.throws(() => decodeBitmap('raw', palette, { width: 1, height: 1, palette: new Uint8Array(3) }), {
    code: 'CODEC_INVALID',
  });
});

t.test('what cannot be decoded is refused', async (t) => {
  const size = { width: 64, height: 64 };
  for (const codec of ['raw', 'interleavedRle', 'planar', 'nsCodec', 'remoteFx'] as const) {
    t.throws(
      () => decodeBitmap(codec, Uint8Array.of(0xff), { ...size, bitsPerPixel: codec === 'interleavedRle' ? 16 : 32 }),
      { code: 'CODEC_INVALID' },
      codec,
    );
  }
  t.throws(() => decodeBitmap('raw', new Uint8Array(4), { width: 100_000, height: 1 }), { code: 'PDU_TOO_LARGE' });
  t.throws(() => decodeBitmap('raw', new Uint8Array(4), { width: 0, height: 1 }), { code: 'PDU_INVALID' });
});
