import { ByteReader } from '../../src/bytes/reader.js';
import { readOrders, readSlowPathOrders, writeOrders } from '../../src/rdp/windows/orders.js';
import type { WindowOrder } from '../../src/rdp/windows/window-order.js';
import { WindowList } from '../../src/session/program/window-list.js';
import { readGatewayMessage, writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { RAIL_ROWS } from '../rdp-rail/pdu-rows.js';
import { WINDOW_ROWS } from '../rdp-rail/window-rows.js';
import { change, DIALOG, newWindow } from '../session/program/scenes.js';
import type { Oracle } from './oracle.js';
import { rowOracles } from './row-oracles.js';

/** A program with a dialog, as hosts tell of one. */
const PROGRAM: readonly WindowOrder[] = [
  newWindow(1),
  newWindow(2, { owner: 1, style: DIALOG, visibility: [{ left: 0, top: 0, right: 9, bottom: 9 }] }),
  ...WINDOW_ROWS.map(({ value }) => value as WindowOrder).filter(({ type }) => type === 'windowIcon'),
  change(1, { showState: 3 }),
];

const orders = writeOrders(WINDOW_ROWS.map(({ value }) => value as WindowOrder));

/** Whatever a host says of windows, viewers can be told. */
function tellOf(bytes: Uint8Array): void {
  const list = new WindowList();
  for (const order of readOrders(new ByteReader(bytes)).orders) list.apply(order);
  const told = list.describe();
  readGatewayMessage(writeGatewayMessage('windows', 1, told));
  for (const { id } of told.windows) {
    const icon = list.icon(id);
    if (icon) readGatewayMessage(writeGatewayMessage('windowIcon', 1, icon));
  }
}

/** Published applications: the channel, and what hosts say of windows. */
export const railOracles: readonly Oracle[] = [
  ...rowOracles(RAIL_ROWS),
  ...rowOracles(WINDOW_ROWS),
  { name: 'window-orders', seeds: [orders], run: (bytes) => void readOrders(new ByteReader(bytes)) },
  { name: 'window-list', seeds: [orders, writeOrders(PROGRAM)], run: tellOf },
  {
    name: 'window-orders-slow-path',
    seeds: [new Uint8Array([0, 0, ...orders.subarray(0, 2), 0, 0, ...orders.subarray(2)])],
    run: (bytes) => void readSlowPathOrders(new ByteReader(bytes)),
  },
];
