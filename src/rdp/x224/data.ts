import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import { TpduCode } from './tpdu.js';
import { readTpkt, TPKT_HEADER, writeTpkt } from './tpkt.js';

const PDU = 'X.224 Data';
const LENGTH_INDICATOR = 2;
const EOT = 0x80;
/** TPKT header and Data TPDU header: what stands before the MCS PDU in every slow-path frame. */
const DATA_FRAME_HEADER = TPKT_HEADER + 3;

/** Data TPDU, class 0 ([X.224] 13.7), inside a TPKT packet. Returns the user data. */
export function readDataFrame(frame: Uint8Array): ByteReader {
  const r = new ByteReader(readTpkt(new ByteReader(frame)));
  r.need(1 /* LI */ + 1 /* code */ + 1 /* EOT */, PDU);
  const length = r.u8();
  if (length !== LENGTH_INDICATOR) throw invalid(PDU, 'LI', length);
  const code = r.u8();
  if (code !== TpduCode.data) throw invalid(PDU, 'code', code);
  r.skip(1);
  return r;
}

/** The whole frame around `payload`. */
export function dataFrame(payload: Uint8Array): Uint8Array {
  const tpdu = new ByteWriter(3 + payload.length).u8(LENGTH_INDICATOR).u8(TpduCode.data).u8(EOT).bytes(payload);
  const w = new ByteWriter(DATA_FRAME_HEADER + payload.length);
  writeTpkt(w, tpdu.finish());
  return w.finish();
}
