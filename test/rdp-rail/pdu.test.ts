import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { RAIL_ORDER_TYPES, railPdu, readRailPdu } from '../../src/rdp/channels/rail/pdu/index.js';
import { checkRows } from '../rdp-active/rows.js';
import { RAIL_ROWS } from './pdu-rows.js';

t.test('rows', async (t) => checkRows(t, RAIL_ROWS));

t.test('every order has a row', async (t) => {
  const types = RAIL_ROWS.map(({ hex }) => new ByteReader(fromHex(hex.slice(0, 4))).u16());
  const sorted = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);
  t.same(sorted(types), sorted(RAIL_ORDER_TYPES));
});

const read = (hex: string) => readRailPdu(new ByteReader(fromHex(hex)));

t.test('what this version does not know', async (t) => {
  t.same(read('4000 0600 0102'), { type: 'unknown', orderType: 0x40 });
  t.same(read('0300 0c00 01000000 02000000'), {
    type: 'systemParameters',
    parameter: 1,
    value: { kind: 'unknown' },
  });
});

t.test('a length without the header, as xrdp writes it', async (t) => {
  t.same(read('0500 0400 01000000'), { type: 'handshake', buildNumber: 1 });
});

t.test('lengths that lie', async (t) => {
  t.throws(() => read('0500 0900 01000000'), { code: 'PDU_INVALID', field: 'OrderLength' });
  t.throws(() => read('0100 ffff 0000 0000 0000 0000'), { code: 'PDU_INVALID', field: 'OrderLength' });
  const texts = (exe: string, dir: string, args: string) => () => read(`0100 0c00 0000 ${exe} ${dir} ${args}`);
  t.throws(texts('0a02', '0000', '0000'), { code: 'PDU_TOO_LARGE', field: 'ExeOrFileLength' });
  t.throws(texts('0000', '0a02', '0000'), { code: 'PDU_TOO_LARGE', field: 'WorkingDirLength' });
  t.throws(texts('0000', '0000', '823e'), { code: 'PDU_TOO_LARGE', field: 'ArgumentsLen' });
  t.throws(texts('0802', '0000', '0000'), { code: 'PDU_TRUNCATED', field: 'ExeOrFileLength' });
});

t.test('a program that does not fit', async (t) => {
  const exec = { type: 'exec', flags: 0, exeOrFile: '', workingDir: '', arguments: '' } as const;
  t.throws(() => railPdu({ ...exec, exeOrFile: 'x'.repeat(261) }), { code: 'USAGE' });
  t.throws(() => railPdu({ ...exec, arguments: 'x'.repeat(8001) }), { code: 'USAGE' });
  t.equal(railPdu({ ...exec, exeOrFile: 'x'.repeat(260) }).length, 12 + 520);
});
