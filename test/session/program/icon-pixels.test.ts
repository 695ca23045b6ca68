import t from 'tap';
import { fromHex, hex } from '../../../src/bytes/text.js';
import { KeptIcon } from '../../../src/session/program/kept-icon.js';

const ICON = { cacheEntry: 0, cacheId: 0xff, width: 2, height: 2, colorTable: new Uint8Array(0) };
/** Rows from the bottom: the left pixel of the upper row is transparent. */
const MASK = fromHex('0000 8000');

const pixels = (bitsPerPixel: number, bitsColor: string, bitsMask = MASK, colorTable = '') => {
  const icon = KeptIcon.of({
    ...ICON,
    ...{ bitsPerPixel, bitsMask, bitsColor: fromHex(bitsColor), colorTable: fromHex(colorTable) },
  });
  return icon && hex(icon.pixels.rgba);
};

t.test('every depth', async (t) => {
  const table = '00000000 ff000000 00ff0000 0000ff00';
  const expected = '00000000' + 'ff0000ff' + '00ff00ff' + '0000ffff';
  t.equal(pixels(8, '0201 0003', MASK, table), '00000000ff0000ff00ff00ff0000ffff');
  t.equal(pixels(4, '21 03', MASK, table), expected);
  t.equal(pixels(1, '40 80', MASK, '00000000 ffffff00'), '00000000000000ff000000ffffffffff');
  t.equal(pixels(16, 'e0031f00 007c 007c'), '00000000ff0000ff00ff00ff0000ffff');
  t.equal(pixels(24, '00ff00ff00000000 0000ff0000ff0000'), '00000000ff0000ff00ff00ff0000ffff', 'padded rows');
  t.equal(pixels(32, '00ff00ff ff0000ff 0000ffff 0000ff80'), '00000000ff00008000ff00ff0000ffff');
});

t.test('32 bits without alpha: the mask decides', async (t) => {
  t.equal(pixels(32, '00ff0000 ff000000 0000ff00 0000ff00'), '00000000ff0000ff00ff00ff0000ffff');
  t.equal(pixels(32, '00ff0000 ff000000 0000ff00 0000ff00', new Uint8Array(0)), 'ff0000ffff0000ff00ff00ff0000ffff');
});

t.test('icons that viewers are not sent', async (t) => {
  t.equal(pixels(32, '00ff00ff'), undefined, 'too short');
  t.equal(pixels(32, '00'.repeat(25)), undefined, 'longer than any padding makes it');
  t.equal(pixels(8, '0909 0909', MASK, '00'.repeat(1025)), undefined, 'a table for more colours than there are');
  t.equal(KeptIcon.of({ ...ICON, width: 0, bitsPerPixel: 32, bitsMask: MASK, bitsColor: MASK }), undefined);
  const large = { ...ICON, width: 97, height: 1, bitsPerPixel: 32, bitsMask: MASK, bitsColor: new Uint8Array(388) };
  t.equal(KeptIcon.of(large), undefined);
  t.equal(pixels(8, '0909 0909', MASK, ''), `00000000${'000000ff'.repeat(3)}`, 'colours that are not in the table');
});
