import { ByteReader } from '../../src/bytes/reader.js';
import { readOrders, readSlowPathOrders, writeOrders } from '../../src/rdp/windows/orders.js';
import type { WindowOrder } from '../../src/rdp/windows/window-order.js';
import { RAIL_ROWS } from '../rdp-rail/pdu-rows.js';
import { WINDOW_ROWS } from '../rdp-rail/window-rows.js';
import type { Oracle } from './oracle.js';
import { rowOracles } from './row-oracles.js';

const orders = writeOrders(WINDOW_ROWS.map(({ value }) => value as WindowOrder));

/** Published applications: the channel, and what hosts say of windows. */
export const railOracles: readonly Oracle[] = [
  ...rowOracles(RAIL_ROWS),
  ...rowOracles(WINDOW_ROWS),
  { name: 'window-orders', seeds: [orders], run: (bytes) => void readOrders(new ByteReader(bytes)) },
  {
    name: 'window-orders-slow-path',
    seeds: [new Uint8Array([0, 0, ...orders.subarray(0, 2), 0, 0, ...orders.subarray(2)])],
    run: (bytes) => void readSlowPathOrders(new ByteReader(bytes)),
  },
];
