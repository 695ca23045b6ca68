import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';

/** requestedProtocols and selectedProtocol, [MS-RDPBCGR] 2.2.1.1.1 and 2.2.1.2.1. */
export const Protocol = {
  PROTOCOL_RDP: 0,
  PROTOCOL_SSL: 1,
  PROTOCOL_HYBRID: 2,
  PROTOCOL_RDSTLS: 4,
  PROTOCOL_HYBRID_EX: 8,
  PROTOCOL_RDSAAD: 16,
} as const;

/** Flags of RDP_NEG_RSP, [MS-RDPBCGR] 2.2.1.2.1. */
export const NegotiationResponseFlag = {
  EXTENDED_CLIENT_DATA_SUPPORTED: 1,
  DYNVC_GFX_PROTOCOL_SUPPORTED: 2,
  RESTRICTED_ADMIN_MODE_SUPPORTED: 8,
  REDIRECTED_AUTHENTICATION_MODE_SUPPORTED: 16,
} as const;

/** failureCode of RDP_NEG_FAILURE, [MS-RDPBCGR] 2.2.1.2.2. */
export const NegotiationFailureCode = {
  SSL_REQUIRED_BY_SERVER: 1,
  SSL_NOT_ALLOWED_BY_SERVER: 2,
  SSL_CERT_NOT_ON_SERVER: 3,
  INCONSISTENT_FLAGS: 4,
  HYBRID_REQUIRED_BY_SERVER: 5,
  SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER: 6,
} as const;

const TYPE_RDP_NEG_REQ = 1;
const TYPE_RDP_NEG_RSP = 2;
const TYPE_RDP_NEG_FAILURE = 3;
const LENGTH = 8;

/** [MS-RDPBCGR] 2.2.1.1.1 RDP Negotiation Request (RDP_NEG_REQ). */
export interface NegotiationRequest {
  readonly flags: number;
  readonly protocols: number;
}

export function readNegotiationRequest(r: ByteReader): NegotiationRequest {
  const { type, flags, value } = readBlock(r, 'RDP_NEG_REQ');
  if (type !== TYPE_RDP_NEG_REQ) throw invalid('RDP_NEG_REQ', 'type', type);
  return { flags, protocols: value };
}

export function writeNegotiationRequest(w: ByteWriter, request: NegotiationRequest): void {
  w.u8(TYPE_RDP_NEG_REQ).u8(request.flags).u16(LENGTH).u32(request.protocols);
}

/** RDP_NEG_RSP ([MS-RDPBCGR] 2.2.1.2.1) or RDP_NEG_FAILURE (2.2.1.2.2). */
export type NegotiationResult =
  | { readonly kind: 'response'; readonly flags: number; readonly protocol: number }
  | { readonly kind: 'failure'; readonly code: number };

export function readNegotiationResult(r: ByteReader): NegotiationResult {
  const { type, flags, value } = readBlock(r, 'RDP_NEG_RSP');
  if (type === TYPE_RDP_NEG_RSP) return { kind: 'response', flags, protocol: value };
  if (type === TYPE_RDP_NEG_FAILURE) return { kind: 'failure', code: value };
  throw invalid('RDP_NEG_RSP', 'type', type);
}

export function writeNegotiationResult(w: ByteWriter, result: NegotiationResult): void {
  if (result.kind === 'response') w.u8(TYPE_RDP_NEG_RSP).u8(result.flags).u16(LENGTH).u32(result.protocol);
  else w.u8(TYPE_RDP_NEG_FAILURE).u8(0).u16(LENGTH).u32(result.code);
}

function readBlock(r: ByteReader, pdu: string): { type: number; flags: number; value: number } {
  r.need(1 /* type */ + 1 /* flags */ + 2 /* length */ + 4 /* value */, pdu);
  const type = r.u8();
  const flags = r.u8();
  const length = r.u16();
  if (length !== LENGTH) throw invalid(pdu, 'length', length);
  return { type, flags, value: r.u32() };
}
