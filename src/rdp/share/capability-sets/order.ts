import type { ByteReader } from '../../../bytes/reader.js';
import type { ByteWriter } from '../../../bytes/writer.js';

const ORDER_SUPPORT = 32;
const DESKTOP_SAVE_SIZE = 480 * 480;

/** [MS-RDPBCGR] 2.2.7.1.3 Order Capability Set (TS_ORDER_CAPABILITYSET). */
export interface OrderSet {
  readonly type: 'order';
  readonly orderFlags: number;
  /** One byte for each drawing order of 2.2.7.1.3; all zero asks for none. */
  readonly orderSupport: Uint8Array;
  readonly orderSupportExFlags: number;
}

export function readOrderSet(r: ByteReader): OrderSet {
  r.need(16 + 4 + 2 + 2 + 2 + 2 + 2 + 2 /* orderFlags */ + ORDER_SUPPORT, 'TS_ORDER_CAPABILITYSET');
  r.skip(16 /* terminalDescriptor */ + 4 /* pad4octetsA */ + 2 /* desktopSaveXGranularity */ + 2 /* Y */ + 2 + 2 + 2);
  const orderFlags = r.u16();
  const orderSupport = r.copy(ORDER_SUPPORT);
  if (r.remaining < 2 /* textFlags */ + 2) return { type: 'order', orderFlags, orderSupport, orderSupportExFlags: 0 };
  r.skip(2);
  return { type: 'order', orderFlags, orderSupport, orderSupportExFlags: r.u16() };
}

export function writeOrderSet(w: ByteWriter, set: OrderSet): void {
  w.zeros(16 /* terminalDescriptor */ + 4 /* pad4octetsA */);
  w.u16(1 /* desktopSaveXGranularity */).u16(20 /* desktopSaveYGranularity */).u16(0 /* pad2octetsA */);
  w.u16(1 /* maximumOrderLevel */).u16(0 /* numberFonts */).u16(set.orderFlags).bytes(set.orderSupport);
  w.u16(0 /* textFlags */).u16(set.orderSupportExFlags).u32(0 /* pad4octetsB */).u32(DESKTOP_SAVE_SIZE);
  w.u16(0 /* pad2octetsC */).u16(0 /* pad2octetsD */).u16(0 /* textANSICodePage */).u16(0 /* pad2octetsE */);
}
