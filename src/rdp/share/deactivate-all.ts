import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';

/**
 * [MS-RDPBCGR] 2.2.3.1.1 Deactivate All PDU Data (TS_DEACTIVATE_ALL_PDU). Old Windows leaves all fields out, which reads
 * as shareId 0.
 */
export function readDeactivateAll(r: ByteReader): { readonly shareId: number } {
  return { shareId: r.remaining < 4 ? 0 : r.u32() };
}

export function writeDeactivateAll(w: ByteWriter, pdu: { readonly shareId: number }): void {
  w.u32(pdu.shareId).u16(1 /* lengthSourceDescriptor */).u8(0);
}
