import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { readOrders, readSlowPathOrders, writeOrders } from '../../src/rdp/windows/orders.js';
import { readWindowOrder, type WindowOrder } from '../../src/rdp/windows/window-order.js';
import { checkRows } from '../rdp-active/rows.js';
import { WINDOW_ROWS } from './window-rows.js';

t.test('rows', async (t) => checkRows(t, WINDOW_ROWS));

const ORDERS = WINDOW_ROWS.map(({ value }) => value as WindowOrder);

t.test('orders of an update, both paths', async (t) => {
  const bytes = writeOrders(ORDERS);
  t.same(readOrders(new ByteReader(bytes)), { orders: ORDERS, foreign: undefined });
  const slow = new Uint8Array([0, 0, ...bytes.subarray(0, 2), 0, 0, ...bytes.subarray(2)]);
  t.same(readSlowPathOrders(new ByteReader(slow)), { orders: ORDERS, foreign: undefined });
});

t.test('an order that draws ends the reading', async (t) => {
  const hex = '0400 36 00000000 2e 0b00 00000021 02100000 09 0a 00 2e 0b00 00000021 03100000';
  t.same(readOrders(new ByteReader(fromHex(hex))), {
    orders: [{ type: 'windowDeleted', windowId: 0x1002 }],
    foreign: 0x09,
  });
});

t.test('lengths and counts that lie', async (t) => {
  const read = (hex: string) => () => readWindowOrder(new ByteReader(fromHex(hex)));
  t.throws(read('0600 00000021 02100000'), { code: 'PDU_INVALID', field: 'OrderSize' }, 'below the header');
  t.throws(read('ffff 00000021 02100000'), { code: 'PDU_TRUNCATED', field: 'OrderSize' });
  t.throws(read('0a00 00000021 021000'), { code: 'PDU_TRUNCATED' }, 'an inner field leaves its box');
  t.throws(read('0b00 00000020 02100000'), { code: 'PDU_INVALID', field: 'FieldsPresentFlags' }, 'of no kind');
  t.throws(read('0d00 00010001 02100000 0104'), { code: 'PDU_TOO_LARGE', field: 'NumWindowRects' });
  t.throws(read('0d00 04000001 02100000 0a02'), { code: 'PDU_TOO_LARGE', field: 'TitleInfo' });
  t.throws(read('1700 00000041 02100000 0300 01 21 0100 0100 0000 0000'), { code: 'PDU_INVALID', field: 'Bpp' });
  t.throws(read('1700 00000041 02100000 0300 01 20 0101 0100 0000 0000'), { code: 'PDU_TOO_LARGE', field: 'Width' });
  t.throws(() => readOrders(new ByteReader(fromHex('ffff 2e 0b00 00000021 02100000'))), { code: 'PDU_TRUNCATED' });
});
