import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

/** Types of GCC user data blocks, [MS-RDPBCGR] 2.2.1.3.1. */
export const BlockType = {
  CS_CORE: 0xc001,
  CS_SECURITY: 0xc002,
  CS_NET: 0xc003,
  CS_CLUSTER: 0xc004,
  CS_MONITOR: 0xc005,
  CS_MCS_MSGCHANNEL: 0xc006,
  CS_MONITOR_EX: 0xc008,
  CS_MULTITRANSPORT: 0xc00a,
  SC_CORE: 0x0c01,
  SC_SECURITY: 0x0c02,
  SC_NET: 0x0c03,
  SC_MCS_MSGCHANNEL: 0x0c04,
  SC_MULTITRANSPORT: 0x0c08,
} as const;

const PDU = 'TS_UD_HEADER';
const HEADER = 2 /* type */ + 2; /* length */

/** [MS-RDPBCGR] 2.2.1.3.1 User Data Header (TS_UD_HEADER) and a reader confined to the block's body. */
export function readBlock(r: ByteReader): { readonly type: number; readonly body: ByteReader } {
  r.need(HEADER, PDU);
  const type = r.u16();
  const length = r.u16();
  if (length < HEADER) throw invalid(PDU, 'length', length);
  return { type, body: r.sub(length - HEADER, PDU, 'length') };
}

export function writeBlock(w: ByteWriter, type: number, writeBody: (w: ByteWriter) => void): void {
  const start = w.length;
  w.u16(type);
  const length = w.reserve(2);
  writeBody(w);
  w.patch16(length, w.length - start);
}
