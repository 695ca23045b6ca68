import type { ByteReader } from '../../bytes/reader.js';
import { invalid } from '../../errors.js';

/** TPDU codes of [X.224] 13.1. */
export const TpduCode = {
  connectionRequest: 0xe0,
  connectionConfirm: 0xd0,
  disconnectRequest: 0x80,
  data: 0xf0,
} as const;

/** Reads the header of a request or confirm (length, code, dstRef, srcRef, class) and returns the variable part. */
export function readTpduHeader(r: ByteReader, code: number, pdu: string): ByteReader {
  r.need(1 /* LI */, pdu, 'LI');
  const body = r.sub(r.u8(), pdu, 'LI');
  body.need(1 /* code */ + 2 /* dstRef */ + 2 /* srcRef */ + 1 /* classOption */, pdu);
  const actual = body.u8();
  if (actual !== code) throw invalid(pdu, 'code', actual);
  body.skip(5);
  return body;
}
