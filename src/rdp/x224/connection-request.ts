import type { ByteReader } from '../../bytes/reader.js';
import { fromLatin1, latin1 } from '../../bytes/text.js';
import { ByteWriter } from '../../bytes/writer.js';
import { GatewayError, invalid } from '../../errors.js';
import { type NegotiationRequest, readNegotiationRequest, writeNegotiationRequest } from './negotiation.js';
import { readTpduHeader, TpduCode } from './tpdu.js';
import { writeTpkt } from './tpkt.js';

const PDU = 'X.224 Connection Request';
const COOKIE = 'Cookie: mstshash=';
const TYPE_RDP_NEG_REQ = 1;
/** The length indicator has one byte, and 255 is reserved ([X.224] 13.2.1). */
const MAX_LENGTH_INDICATOR = 254;
const FIXED = 1 /* code */ + 2 /* dstRef */ + 2 /* srcRef */ + 1; /* classOption */

/** [MS-RDPBCGR] 2.2.1.1 Client X.224 Connection Request PDU. The correlation info that may follow is not used. */
export interface ConnectionRequest {
  /** A user name, for load balancers that hash it. */
  readonly cookie?: string;
  /** Sent verbatim, CR LF included; excludes the cookie. */
  readonly routingToken?: Uint8Array;
  readonly negotiation?: NegotiationRequest;
}

/** Reads the TPDU inside a TPKT packet. */
export function readConnectionRequest(r: ByteReader): ConnectionRequest {
  const body = readTpduHeader(r, TpduCode.connectionRequest, PDU);
  const line = readLine(body);
  const text = line && fromLatin1(line, false);
  return {
    ...(text?.startsWith(COOKIE) ? { cookie: text.slice(COOKIE.length, -2) } : line && { routingToken: line }),
    ...(body.remaining > 0 && { negotiation: readNegotiationRequest(body) }),
  };
}

/** A whole packet, TPKT header included. */
export function writeConnectionRequest(w: ByteWriter, request: ConnectionRequest): void {
  const line = new ByteWriter();
  if (request.routingToken) line.bytes(terminated(request.routingToken));
  else if (request.cookie !== undefined) line.bytes(latin1(`${COOKIE}${request.cookie}\r\n`));
  if (request.negotiation) writeNegotiationRequest(line, request.negotiation);
  const variable = line.finish();
  const length = FIXED + variable.length;
  if (length > MAX_LENGTH_INDICATOR) throw new GatewayError('PDU_TOO_LARGE', { pdu: PDU, value: length });
  const tpdu = new ByteWriter().u8(length).u8(TpduCode.connectionRequest).u16be(0).u16be(0).u8(0).bytes(variable);
  writeTpkt(w, tpdu.finish());
}

/** The line before the negotiation request, with its CR LF. */
function readLine(r: ByteReader): Uint8Array | undefined {
  if (r.remaining === 0 || r.peek() === TYPE_RDP_NEG_REQ) return undefined;
  const w = new ByteWriter();
  let previous = 0;
  while (r.remaining > 0) {
    const byte = r.u8();
    w.u8(byte);
    if (previous === 0x0d && byte === 0x0a) return w.finish();
    previous = byte;
  }
  throw invalid(PDU, 'routingToken');
}

/** Redirection packets carry tokens with and without their CR LF. */
function terminated(token: Uint8Array): Uint8Array {
  if (token.at(-2) === 0x0d && token.at(-1) === 0x0a) return token;
  return new ByteWriter().bytes(token).u8(0x0d).u8(0x0a).finish();
}
