import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** updateType of a Slow-Path Graphics Update, [MS-RDPBCGR] 2.2.9.1.1.3.1. Fast-path bitmap and palette data repeat it. */
export const UpdateType = {
  UPDATETYPE_ORDERS: 0x0000,
  UPDATETYPE_BITMAP: 0x0001,
  UPDATETYPE_PALETTE: 0x0002,
  UPDATETYPE_SYNCHRONIZE: 0x0003,
} as const;

/** messageType of a Slow-Path Pointer Update, [MS-RDPBCGR] 2.2.9.1.1.4. */
export const PointerMessageType = {
  TS_PTRMSGTYPE_SYSTEM: 0x0001,
  TS_PTRMSGTYPE_POSITION: 0x0003,
  TS_PTRMSGTYPE_COLOR: 0x0006,
  TS_PTRMSGTYPE_CACHED: 0x0007,
  TS_PTRMSGTYPE_POINTER: 0x0008,
} as const;

/** TS_POINTER_PDU, [MS-RDPBCGR] 2.2.9.1.1.4: messageType and padding; the attribute follows. */
export function readPointerMessageType(r: ByteReader): number {
  r.need(2 /* messageType */ + 2 /* pad2Octets */, 'TS_POINTER_PDU');
  const type = r.u16();
  r.skip(2);
  return type;
}

export function writePointerMessageType(w: ByteWriter, type: number): void {
  w.u16(type).u16(0);
}

/** updateType in front of bitmap, palette and synchronize updates. */
export function readUpdateType(r: ByteReader): number {
  r.need(2 /* updateType */, 'TS_GRAPHICS_UPDATE');
  return r.u16();
}

/** TS_UPDATE_SYNC, [MS-RDPBCGR] 2.2.9.1.1.3.1.3. The fast-path form is empty. */
export function writeSynchronize(w: ByteWriter): void {
  w.u16(UpdateType.UPDATETYPE_SYNCHRONIZE).u16(0 /* pad2Octets */);
}
