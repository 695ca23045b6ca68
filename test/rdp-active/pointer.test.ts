import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { PointerCache } from '../../src/rdp/graphics/pointer-cache.js';
import { pointerImage } from '../../src/rdp/graphics/pointer-image.js';
import type { PointerShape } from '../../src/rdp/graphics/pointer-update.js';

const shape = (width: number, height: number, bits: number, xor: string, and: string): PointerShape => ({
  cacheIndex: 0,
  hotspotX: 1,
  hotspotY: 1,
  width,
  height,
  xorBitsPerPixel: bits,
  xorMask: fromHex(xor),
  andMask: fromHex(and),
});

/** One pixel per word, rows separated by a slash. */
function pixels(s: PointerShape, palette?: Uint8Array): string {
  const { rgba, width } = pointerImage(s, palette);
  const words = hex(rgba).match(/.{8}/g) ?? [];
  return words.map((word, i) => (i > 0 && i % width === 0 ? `/ ${word}` : word)).join(' ');
}

const BLACK = '000000ff';
const WHITE = 'ffffffff';
const CLEAR = '00000000';

t.test('monochrome: four kinds of pixel, rows from the top', async (t) => {
  // AND 0011, XOR 0101: black, white, screen, inverted screen; the second row is all black.
  t.equal(
    pixels(shape(4, 2, 1, '5000 0000', '3000 0000')),
    `${BLACK} ${WHITE} ${CLEAR} ${BLACK} / ${BLACK} ${BLACK} ${BLACK} ${BLACK}`,
  );
});

t.test('an inverted pixel alternates, so that it shows on every background', async (t) => {
  t.equal(pixels(shape(4, 1, 1, 'f000', 'f000')), `${WHITE} ${BLACK} ${WHITE} ${BLACK}`);
});

t.test('24 bits: BGR, rows from the bottom, padded to two bytes', async (t) => {
  const xor = '0000ff 00ff00 0a0b0c   00'.replace(/ /g, '');
  t.equal(pixels(shape(3, 1, 24, xor, '2000')), `ff0000ff 00ff00ff ${CLEAR}`);
  t.equal(pixels(shape(1, 2, 24, '0000ff00 ff000000', '')), '0000ffff / ff0000ff');
});

t.test('32 bits: the alpha of the pixel', async (t) => {
  t.equal(pixels(shape(2, 1, 32, '01020380 000000ff', '')), '03020180 000000ff');
  t.equal(pixels(shape(2, 1, 32, '01020380 000000ff', 'c000')), `03020180 ${CLEAR}`, 'AND acts on opaque pixels only');
  t.equal(pixels(shape(2, 1, 32, '01020300 00000000', '4000')), `030201ff ${CLEAR}`, 'no alpha anywhere: AND decides');
});

t.test('16 bits: five bits each', async (t) => {
  t.equal(pixels(shape(3, 1, 16, '007c e003 1f00', '')), 'ff0000ff 00ff00ff 0000ffff');
});

t.test('4 and 8 bits: through the palette, or as grey', async (t) => {
  const palette = new Uint8Array(1024);
  palette.set([0x11, 0x22, 0x33, 0], 4 * 7);
  t.equal(pixels(shape(2, 1, 8, '0700', ''), palette), '332211ff 000000ff');
  t.equal(pixels(shape(2, 1, 4, '7000', ''), palette), '332211ff 000000ff');
  t.equal(pixels(shape(2, 1, 8, '0780', '')), '070707ff 808080ff');
});

t.test('masks that are too short, depths that do not exist', async (t) => {
  t.throws(() => pixels(shape(8, 8, 32, '00', '')), { code: 'PDU_INVALID' });
  t.throws(() => pixels(shape(8, 1, 24, '00'.repeat(24), '00')), { code: 'PDU_INVALID' });
  t.throws(() => pixels(shape(1, 1, 2, '0000', '')), { code: 'PDU_INVALID' });
});

t.test('an empty shape, and a hot spot outside', async (t) => {
  t.match(pointerImage(shape(0, 0, 32, '', ''), undefined), { width: 0, height: 0, hotspotX: 0, hotspotY: 0 });
});

t.test('the cache has a budget', async (t) => {
  const cache = new PointerCache();
  const image = { width: 384, height: 384, hotspotX: 0, hotspotY: 0, rgba: new Uint8Array(384 * 384 * 4) };
  for (let i = 0; i < 28; i++) cache.set(i, image);
  for (let i = 0; i < 100; i++) cache.set(0, image);
  t.equal(cache.get(27), image);
  t.throws(() => cache.set(28, image), { code: 'PDU_TOO_LARGE' });
  t.equal(cache.get(28), undefined);
});
