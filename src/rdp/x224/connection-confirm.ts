import type { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { type NegotiationResult, readNegotiationResult, writeNegotiationResult } from './negotiation.js';
import { readTpduHeader, TpduCode } from './tpdu.js';
import { writeTpkt } from './tpkt.js';

const PDU = 'X.224 Connection Confirm';
const SOURCE_REFERENCE = 0x1234;

/** [MS-RDPBCGR] 2.2.1.2 Server X.224 Connection Confirm PDU. Hosts before RDP 5.2 send no negotiation result. */
export interface ConnectionConfirm {
  readonly negotiation?: NegotiationResult;
}

/** Reads the TPDU inside a TPKT packet. */
export function readConnectionConfirm(r: ByteReader): ConnectionConfirm {
  const body = readTpduHeader(r, TpduCode.connectionConfirm, PDU);
  return body.remaining > 0 ? { negotiation: readNegotiationResult(body) } : {};
}

/** A whole packet, TPKT header included. */
export function writeConnectionConfirm(w: ByteWriter, confirm: ConnectionConfirm): void {
  const variable = new ByteWriter();
  if (confirm.negotiation) writeNegotiationResult(variable, confirm.negotiation);
  const tpdu = new ByteWriter()
    .u8(6 + variable.length)
    .u8(TpduCode.connectionConfirm)
    .u16be(0)
    .u16be(SOURCE_REFERENCE)
    .u8(0)
    .bytes(variable.finish());
  writeTpkt(w, tpdu.finish());
}
