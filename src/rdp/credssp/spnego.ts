import { ByteReader } from '../../bytes/reader.js';
import { fromHex } from '../../bytes/text.js';
import { invalid } from '../../errors.js';
import {
  contextTag,
  element,
  enumerated,
  explicit,
  octetString,
  readAny,
  readElement,
  readInteger,
  readOctetString,
  sequence,
  Tag,
} from '../crypto/der.js';

/** 1.3.6.1.5.5.2 */
const SPNEGO = element(Tag.objectIdentifier, fromHex('2b 06 01 05 05 02'));
/** 1.3.6.1.4.1.311.2.2.10 */
const NTLMSSP = element(Tag.objectIdentifier, fromHex('2b 06 01 04 01 82 37 02 02 0a'));
/** InitialContextToken of RFC 2743 section 3.1: [APPLICATION 0]. */
const INITIAL_CONTEXT_TOKEN = 0x60;

/** MechTypeList of a client that has NTLM alone; mechListMIC is made over these bytes. */
export const MECH_TYPES = sequence(NTLMSSP);

export const NegState = {
  acceptCompleted: 0,
  acceptIncomplete: 1,
  reject: 2,
  requestMic: 3,
} as const;

/** NegTokenInit, RFC 4178 section 4.2.1, with the mechanism's first token. */
export interface NegTokenInit {
  /** DER of the MechTypeList as it came. */
  readonly mechTypes: Uint8Array;
  readonly mechToken?: Uint8Array;
}

export function readNegTokenInit(bytes: Uint8Array): NegTokenInit {
  const pdu = 'NegTokenInit';
  const outer = readElement(new ByteReader(bytes), INITIAL_CONTEXT_TOKEN, pdu);
  readElement(outer, Tag.objectIdentifier, pdu, 'thisMech');
  const body = readElement(readElement(outer, contextTag(0), pdu), Tag.sequence, pdu);
  let mechTypes: Uint8Array | undefined;
  let mechToken: Uint8Array | undefined;
  while (body.remaining > 0) {
    const { tag, contents } = readAny(body, pdu);
    if (tag === contextTag(0)) mechTypes = contents.rest();
    else if (tag === contextTag(2)) mechToken = readOctetString(contents, pdu, 'mechToken');
  }
  if (!mechTypes) throw invalid(pdu, 'mechTypes');
  return { mechTypes, mechToken };
}

export function negTokenInit(mechToken: Uint8Array): Uint8Array {
  const body = sequence(explicit(0, MECH_TYPES), explicit(2, octetString(mechToken)));
  return element(INITIAL_CONTEXT_TOKEN, SPNEGO, explicit(0, body));
}

/** NegTokenResp, RFC 4178 section 4.2.2. */
export interface NegTokenResp {
  /** One of NegState. */
  readonly negState?: number;
  readonly responseToken?: Uint8Array;
  readonly mechListMic?: Uint8Array;
}

export function readNegTokenResp(bytes: Uint8Array): NegTokenResp {
  const pdu = 'NegTokenResp';
  const body = readElement(readElement(new ByteReader(bytes), contextTag(1), pdu), Tag.sequence, pdu);
  const resp: { -readonly [K in keyof NegTokenResp]?: NegTokenResp[K] } = {};
  while (body.remaining > 0) {
    const { tag, contents } = readAny(body, pdu);
    if (tag === contextTag(0)) resp.negState = readInteger(contents, pdu, 'negState', Tag.enumerated);
    else if (tag === contextTag(2)) resp.responseToken = readOctetString(contents, pdu, 'responseToken');
    else if (tag === contextTag(3)) resp.mechListMic = readOctetString(contents, pdu, 'mechListMIC');
  }
  return resp;
}

/** `supportedMech` goes into a host's first response. */
export function negTokenResp(resp: NegTokenResp, supportedMech = false): Uint8Array {
  const parts: Uint8Array[] = [];
  if (resp.negState !== undefined) parts.push(explicit(0, enumerated(resp.negState)));
  if (supportedMech) parts.push(explicit(1, NTLMSSP));
  if (resp.responseToken) parts.push(explicit(2, octetString(resp.responseToken)));
  if (resp.mechListMic) parts.push(explicit(3, octetString(resp.mechListMic)));
  return explicit(1, sequence(...parts));
}

/** Is it a token of SPNEGO rather than one of NTLM itself? */
export const isNegTokenInit = (bytes: Uint8Array): boolean => bytes[0] === INITIAL_CONTEXT_TOKEN;
