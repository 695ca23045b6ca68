import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { ALTSEC_WINDOW_HEADER, readWindowOrder, type WindowOrder, writeWindowOrder } from './window-order.js';

/** TS_ALTSEC_FRAME_MARKER, [MS-RDPEGDI] 2.2.2.2.1.3.7. */
const FRAME_MARKER_HEADER = (0x0d << 2) | 0x02;

/** Orders of one update; `foreign` is the header of the first that draws, behind which nothing can be read. */
export interface WindowOrders {
  readonly orders: readonly WindowOrder[];
  readonly foreign: number | undefined;
}

/**
 * Fast-Path Orders Update ([MS-RDPEGDI] 2.2.2.2, FASTPATH_UPDATETYPE_ORDERS): window orders. Drawing orders are declined
 * in the capabilities; should one come all the same, what is behind it is lost.
 */
export function readOrders(r: ByteReader): WindowOrders {
  r.need(2 /* numberOrders */, 'TS_FP_UPDATE_ORDERS');
  return readCounted(r, r.u16());
}

/** TS_UPDATE_ORDERS_PDU_DATA, [MS-RDPEGDI] 2.2.2.1: the slow-path form, behind updateType. */
export function readSlowPathOrders(r: ByteReader): WindowOrders {
  r.need(2 /* pad2OctetsA */ + 2 /* numberOrders */ + 2 /* pad2OctetsB */, 'TS_UPDATE_ORDERS_PDU_DATA');
  r.skip(2);
  const count = r.u16();
  r.skip(2);
  return readCounted(r, count);
}

/** Each order takes at least a byte of the frame, so the count needs no limit of its own. */
function readCounted(r: ByteReader, count: number): WindowOrders {
  const orders: WindowOrder[] = [];
  for (let left = count; 0 < left; left--) {
    r.need(1 /* controlFlags */, 'DRAWING_ORDER');
    const header = r.u8();
    if (header === FRAME_MARKER_HEADER) r.skip(4 /* action */, 'FRAME_MARKER');
    else if (header === ALTSEC_WINDOW_HEADER) orders.push(readWindowOrder(r));
    else return { orders, foreign: header };
  }
  return { orders, foreign: undefined };
}

/** The fast-path form. */
export function writeOrders(orders: readonly WindowOrder[]): Uint8Array {
  const w = new ByteWriter(256).u16(orders.length);
  for (const order of orders) writeWindowOrder(w, order);
  return w.finish();
}
