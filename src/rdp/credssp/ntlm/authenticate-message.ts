import { fromUtf16, utf16 } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { FieldWriter, readField, readMessageHead, SIGNATURE, VERSION } from './message.js';

const PDU = 'AUTHENTICATE_MESSAGE';
const TYPE = 3;
const MIC = 16;
/** Where the MIC stands: behind signature, type, six fields, flags and version. */
const MIC_OFFSET = 8 + 4 + 6 * 8 + 4 + 8;

/** [MS-NLMP] 2.2.1.3 AUTHENTICATE_MESSAGE. */
export interface AuthenticateMessage {
  readonly lmResponse: Uint8Array;
  readonly ntResponse: Uint8Array;
  readonly domain: string;
  readonly username: string;
  readonly workstation: string;
  readonly encryptedSessionKey: Uint8Array;
  readonly flags: number;
}

export function readAuthenticateMessage(message: Uint8Array): AuthenticateMessage & { readonly mic: Uint8Array } {
  const r = readMessageHead(message, TYPE, PDU);
  const lmResponse = readField(r, message, PDU, 'LmChallengeResponseFields');
  const ntResponse = readField(r, message, PDU, 'NtChallengeResponseFields');
  const domain = fromUtf16(readField(r, message, PDU, 'DomainNameFields'), false);
  const username = fromUtf16(readField(r, message, PDU, 'UserNameFields'), false);
  const workstation = fromUtf16(readField(r, message, PDU, 'WorkstationFields'), false);
  const encryptedSessionKey = readField(r, message, PDU, 'EncryptedRandomSessionKeyFields');
  r.need(4 /* NegotiateFlags */ + 8 /* Version */ + MIC, PDU);
  const flags = r.u32();
  r.skip(8);
  const mic = r.bytes(MIC);
  return { lmResponse, ntResponse, domain, username, workstation, encryptedSessionKey, flags, mic };
}

/** The message with a MIC of zeros, over which the MIC is made; see {@link withMic}. */
export function authenticateMessage(message: AuthenticateMessage): Uint8Array {
  const fields = new FieldWriter(MIC_OFFSET + MIC);
  const w = new ByteWriter(512).bytes(SIGNATURE).u32(TYPE);
  fields.field(w, message.lmResponse);
  fields.field(w, message.ntResponse);
  fields.field(w, utf16(message.domain));
  fields.field(w, utf16(message.username));
  fields.field(w, utf16(message.workstation));
  fields.field(w, message.encryptedSessionKey);
  return w.u32(message.flags).bytes(VERSION).zeros(MIC).bytes(fields.payload()).finish();
}

/** A copy with another MIC. */
export function withMic(message: Uint8Array, mic: Uint8Array): Uint8Array {
  const copy = message.slice();
  copy.set(mic, MIC_OFFSET);
  return copy;
}
