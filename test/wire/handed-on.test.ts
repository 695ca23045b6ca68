import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { type HandedOn, HandedOnRecords } from '../../src/wire/handed-on.js';

const NONE = new Uint8Array(0);
const tables = (first: string, second = ''): Omit<HandedOn, 'payload'> => ({
  version: 1,
  quantizations: fromHex(first),
  qualities: fromHex(second),
});

function written(records: HandedOnRecords): string {
  const bytes = new Uint8Array(records.length + 2);
  t.equal(records.write(bytes, 1), records.length + 1);
  return hex(bytes.subarray(1, records.length + 1));
}

t.test('indices count in the tables of the frame, where an entry stands once', async (t) => {
  const records = new HandedOnRecords();
  const quality = '00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff';
  // RemoteFX: kind, flags, three indices, three lengths, one byte of data.
  records.add(3, { payload: fromHex('01 00 01 00 01 01 00 00 00 00 00 ee'), ...tables('6666778898 6666666666') });
  // The same entry from another table, clipped to one rectangle.
  records.add(4, { payload: fromHex('00 04 01 00 00 3f 1f 00 00 00 00 00 00 00 00 00'), ...tables('6666666666') });
  // Progressive, with a quality of its own, then with full quality.
  const progressive = tables('9999999999 6666666666', quality);
  records.add(5, { payload: fromHex('03 01 00 01 00 00 00 00 00 00 00 00'), ...progressive });
  records.add(5, { payload: fromHex('04 01 00 01 00 ff 00 00 00 00 00 00 00 00 00 00 00 00'), ...progressive });
  t.equal(records.count, 4);
  t.same(records.tables, {
    quantizations: fromHex('6666666666 6666778898 9999999999'),
    progressiveQualities: fromHex(quality),
  });
  t.equal(
    written(records),
    hex(
      fromHex(`
        03 00 0b 0c 00  01 00 00 01 00 01 00 00 00 00 00 ee
        04 00 0b 10 00  00 04 01 00 00 3f 1f 00 00 00 00 00 00 00 00 00
        05 00 0b 0c 00  03 01 02 00 02 00 00 00 00 00 00 00
        05 00 0b 12 00  04 01 02 00 02 ff 00 00 00 00 00 00 00 00 00 00 00 00`),
    ),
  );
});

t.test('a tile that is no cell stands once for all cells that it draws on', async (t) => {
  const records = new HandedOnRecords();
  const plain = { payload: fromHex('00 00 00 00 00 00 00 00 00 00 00'), ...tables('6666666666') };
  const beside = {
    cell: 6,
    x: 27,
    y: 14,
    bits: 15,
    clipped: (bits: number) => fromHex(`00 04 00 00 00 00 ${hex(Uint8Array.of(bits))}`),
  };
  const parts = [1, 2, 4, 8].map((bit) => ({ ...plain, version: 2 + bit, beside, part: { bit } }));
  for (const [i, part] of parts.entries()) records.add([6, 7, 12, 13][i], part);
  records.add(7, { ...plain, version: 20 });
  records.add(7, { ...plain, version: 1 });
  t.equal(records.count, 3);
  t.equal(
    written(records),
    hex(
      fromHex(`
        07 00 0b 0b 00  00 00 00 00 00 00 00 00 00 00 00
        06 00 0c 1b 0e 0b 00  00 00 00 00 00 00 00 00 00 00 00
        07 00 0b 0b 00  00 00 00 00 00 00 00 00 00 00 00`),
    ),
    'in the order of their versions',
  );
  const some = new HandedOnRecords();
  for (const part of [parts[1], parts[3]]) some.add(7, part);
  t.equal(written(some), hex(fromHex('06 00 0c 1b 0e 07 00  00 04 00 00 00 00 0a')), 'clipped to cells of the frame');
});

t.test('a tile that refers to what its message does not have is refused', async (t) => {
  const records = new HandedOnRecords();
  const payload = fromHex('00 00 00 01 00 00 00 00 00 00 00');
  t.throws(() => records.add(0, { payload, ...tables('6666778898') }), { code: 'CODEC_INVALID' });
});

t.test('a frame whose tables are full takes no more', async (t) => {
  const records = new HandedOnRecords();
  let tiles = 0;
  for (; records.hasRoomFor(1); tiles++) {
    const quantizations = Uint8Array.from({ length: 15 }, (_, i) => (i % 5 === 0 ? tiles : i));
    records.add(tiles, {
      payload: fromHex('00 00 00 01 02 00 00 00 00 00 00'),
      quantizations,
      qualities: NONE,
      version: 1,
    });
  }
  t.equal(tiles, 85);
  t.equal(records.tables.quantizations.length, 255 * 5);
});
