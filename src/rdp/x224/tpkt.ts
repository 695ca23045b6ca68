import { LIMITS } from '../../bytes/limits.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { GatewayError, invalid } from '../../errors.js';

/** TPKT Header, [T.123] section 8: version 3, a reserved byte, and the length of the whole packet. */
export const TPKT_HEADER = 4;
const VERSION = 3;

/** Returns the packet's payload. */
export function readTpkt(r: ByteReader): Uint8Array {
  r.need(1 /* version */ + 1 /* reserved */ + 2 /* length */, 'TPKT');
  const version = r.u8();
  if (version !== VERSION) throw invalid('TPKT', 'version', version);
  r.skip(1);
  const length = r.u16be();
  if (length < TPKT_HEADER) throw invalid('TPKT', 'length', length);
  return r.bytes(length - TPKT_HEADER, 'TPKT', 'length');
}

export function writeTpkt(w: ByteWriter, payload: Uint8Array): void {
  const length = TPKT_HEADER + payload.length;
  if (length > LIMITS.frame) throw new GatewayError('PDU_TOO_LARGE', { pdu: 'TPKT', value: length });
  w.u8(VERSION).u8(0).u16be(length).bytes(payload);
}
