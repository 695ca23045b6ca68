import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** [MS-RDPBCGR] 2.2.5.2 Server Status Info PDU (TS_STATUS_INFO_PDU): how far a broker is with waking the target. */
export function readStatusInfo(r: ByteReader): number {
  r.need(4, 'TS_STATUS_INFO_PDU', 'statusCode');
  return r.u32();
}

export function writeStatusInfo(w: ByteWriter, statusCode: number): void {
  w.u32(statusCode);
}
