import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { PduType, shareControlPdu } from './control-header.js';

/** pduType2, [MS-RDPBCGR] 2.2.8.1.1.1.2. */
export const DataPduType = {
  UPDATE: 2,
  CONTROL: 20,
  POINTER: 27,
  INPUT: 28,
  SYNCHRONIZE: 31,
  REFRESH_RECT: 33,
  PLAY_SOUND: 34,
  SUPPRESS_OUTPUT: 35,
  SHUTDOWN_REQUEST: 36,
  SHUTDOWN_DENIED: 37,
  SAVE_SESSION_INFO: 38,
  FONTLIST: 39,
  FONTMAP: 40,
  SET_KEYBOARD_INDICATORS: 41,
  BITMAPCACHE_PERSISTENT_LIST: 43,
  SET_KEYBOARD_IME_STATUS: 45,
  SET_ERROR_INFO: 47,
  ARC_STATUS: 50,
  STATUS_INFO: 54,
  MONITOR_LAYOUT: 55,
  FRAME_ACKNOWLEDGE: 56,
} as const;

const PDU = 'TS_SHAREDATAHEADER';
const STREAM_LOW = 1;
/** pduType2, compressedType and compressedLength count as part of uncompressedLength ([MS-RDPBCGR] 4.1.14). */
const COUNTED_HEADER = 4;

/** [MS-RDPBCGR] 2.2.8.1.1.1.2 Share Data Header (TS_SHAREDATAHEADER), behind a share control header. */
export interface ShareData {
  readonly shareId: number;
  /** One of DataPduType. */
  readonly type: number;
  /** Bulk compression flags, [MS-RDPBCGR] 3.1.8.2.1; 0 when the body is plain. */
  readonly compressedType: number;
  readonly body: ByteReader;
}

export function readShareData(r: ByteReader): ShareData {
  r.need(4 /* shareId */ + 1 /* pad1 */ + 1 /* streamId */ + 2 + 1 + 1 + 2 /* compressedLength */, PDU);
  const shareId = r.u32();
  r.skip(1 /* pad1 */ + 1 /* streamId */ + 2 /* uncompressedLength */);
  const type = r.u8();
  const compressedType = r.u8();
  r.skip(2 /* compressedLength */);
  return { shareId, type, compressedType, body: r.sub(r.remaining) };
}

/** A whole Data PDU, share control header included. */
export function shareDataPdu(shareId: number, source: number, type: number, body: Uint8Array): Uint8Array {
  const w = new ByteWriter(12 + body.length);
  w.u32(shareId).u8(0).u8(STREAM_LOW);
  w.u16(body.length + COUNTED_HEADER)
    .u8(type)
    .u8(0)
    .u16(0);
  return shareControlPdu(PduType.DATAPDU, source, w.bytes(body).finish());
}
