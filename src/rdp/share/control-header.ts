import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

/** pduType without its version bits, [MS-RDPBCGR] 2.2.8.1.1.1.1. */
export const PduType = {
  DEMANDACTIVEPDU: 0x1,
  CONFIRMACTIVEPDU: 0x3,
  DEACTIVATEALLPDU: 0x6,
  DATAPDU: 0x7,
  SERVER_REDIR_PKT: 0xa,
} as const;

const PDU = 'TS_SHARECONTROLHEADER';
const PROTOCOL_VERSION = 0x10;
const HEADER = 2 /* totalLength */ + 2 /* pduType */ + 2; /* PDUSource */
/** A Flow PDU of [T.128] 8.5 has this in place of a length; RDP gives it no meaning. */
const FLOW_MARKER = 0x8000;
const FLOW_PDU = 8;

/** [MS-RDPBCGR] 2.2.8.1.1.1.1 Share Control Header (TS_SHARECONTROLHEADER). */
export interface ShareControl {
  /** One of PduType, or 0 for a Flow PDU. */
  readonly type: number;
  readonly source: number;
  /** Confined to this PDU; another may follow in the same frame. */
  readonly body: ByteReader;
}

export function readShareControl(r: ByteReader): ShareControl {
  r.need(2 /* totalLength */ + 2 /* pduType */, PDU);
  const totalLength = r.u16();
  if (totalLength === FLOW_MARKER) return { type: 0, source: 0, body: r.sub(FLOW_PDU - 2, 'FLOWPDU') };
  const type = r.u16() & 0xf;
  // Old Windows sends Deactivate All without a PDUSource: totalLength 4.
  if (totalLength === 4) return { type, source: 0, body: r.sub(0) };
  if (totalLength < HEADER) throw invalid(PDU, 'totalLength', totalLength);
  r.need(2, PDU, 'PDUSource');
  const source = r.u16();
  return { type, source, body: r.sub(totalLength - HEADER, PDU, 'totalLength') };
}

/** Header and body as bytes of their own. */
export function shareControlPdu(type: number, source: number, body: Uint8Array): Uint8Array {
  const w = new ByteWriter(HEADER + body.length);
  return w
    .u16(HEADER + body.length)
    .u16(type | PROTOCOL_VERSION)
    .u16(source)
    .bytes(body)
    .finish();
}
