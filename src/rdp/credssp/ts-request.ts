import { ByteReader } from '../../bytes/reader.js';
import { invalid } from '../../errors.js';
import {
  contextTag,
  explicit,
  integer,
  octetString,
  readAny,
  readElement,
  readInteger,
  readOctetString,
  sequence,
  Tag,
} from '../crypto/der.js';

const PDU = 'TSRequest';
/** The newest version; 5 and 6 bind the public key with a nonce. */
export const CREDSSP_VERSION = 6;
export const NONCE = 32;

/** [MS-CSSP] 2.2.1 TSRequest. */
export interface TsRequest {
  readonly version: number;
  /** The first of negoTokens; there is never another. */
  readonly negoToken?: Uint8Array;
  readonly authInfo?: Uint8Array;
  readonly pubKeyAuth?: Uint8Array;
  /** NTSTATUS, from versions 3, 4 and 6 on. */
  readonly errorCode?: number;
  /** 32 bytes, from version 5 on. */
  readonly clientNonce?: Uint8Array;
}

export function readTsRequest(bytes: Uint8Array): TsRequest {
  const body = readElement(new ByteReader(bytes), Tag.sequence, PDU);
  const request: { -readonly [K in keyof TsRequest]?: TsRequest[K] } = {};
  while (body.remaining > 0) {
    const { tag, contents } = readAny(body, PDU);
    if (tag === contextTag(0)) request.version = readInteger(contents, PDU, 'version');
    else if (tag === contextTag(1)) request.negoToken = readNegoData(contents);
    else if (tag === contextTag(2)) request.authInfo = readOctetString(contents, PDU, 'authInfo');
    else if (tag === contextTag(3)) request.pubKeyAuth = readOctetString(contents, PDU, 'pubKeyAuth');
    else if (tag === contextTag(4)) request.errorCode = readInteger(contents, PDU, 'errorCode');
    else if (tag === contextTag(5)) request.clientNonce = readOctetString(contents, PDU, 'clientNonce');
  }
  const { version } = request;
  if (version === undefined) throw invalid(PDU, 'version');
  return { ...request, version };
}

export function tsRequest(request: TsRequest): Uint8Array {
  const { version, negoToken, authInfo, pubKeyAuth, errorCode, clientNonce } = request;
  const parts = [explicit(0, integer(version))];
  if (negoToken) parts.push(explicit(1, sequence(sequence(explicit(0, octetString(negoToken))))));
  if (authInfo) parts.push(explicit(2, octetString(authInfo)));
  if (pubKeyAuth) parts.push(explicit(3, octetString(pubKeyAuth)));
  if (errorCode !== undefined) parts.push(explicit(4, integer(errorCode)));
  if (clientNonce) parts.push(explicit(5, octetString(clientNonce)));
  return sequence(...parts);
}

/** NegoData ::= SEQUENCE OF SEQUENCE { negoToken [0] OCTET STRING } */
function readNegoData(r: ByteReader): Uint8Array {
  const list = readElement(r, Tag.sequence, PDU, 'negoTokens');
  const item = readElement(list, Tag.sequence, PDU, 'negoTokens');
  return readOctetString(readElement(item, contextTag(0), PDU, 'negoToken'), PDU, 'negoToken');
}
