import { fromUtf16, utf16 } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { FieldWriter, readField, readMessageHead, SIGNATURE, VERSION } from './message.js';

const PDU = 'CHALLENGE_MESSAGE';
const TYPE = 2;
const FIXED = 8 + 4 + 8 /* TargetNameFields */ + 4 + 8 /* ServerChallenge */ + 8 /* Reserved */ + 8 + 8; /* Version */

/** [MS-NLMP] 2.2.1.2 CHALLENGE_MESSAGE. */
export interface ChallengeMessage {
  readonly targetName: string;
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Uint8Array;
  /** AV_PAIR list as it came: its bytes go into the proof. */
  readonly targetInfo: Uint8Array;
}

export function readChallengeMessage(message: Uint8Array): ChallengeMessage {
  const r = readMessageHead(message, TYPE, PDU);
  const targetName = fromUtf16(readField(r, message, PDU, 'TargetNameFields'), false);
  r.need(4 /* NegotiateFlags */ + 8 /* ServerChallenge */ + 8 /* Reserved */, PDU);
  const flags = r.u32();
  const serverChallenge = r.copy(8);
  r.skip(8);
  return { targetName, flags, serverChallenge, targetInfo: readField(r, message, PDU, 'TargetInfoFields').slice() };
}

export function challengeMessage(challenge: ChallengeMessage): Uint8Array {
  const fields = new FieldWriter(FIXED);
  const w = new ByteWriter().bytes(SIGNATURE).u32(TYPE);
  fields.field(w, utf16(challenge.targetName));
  w.u32(challenge.flags).bytes(challenge.serverChallenge).zeros(8);
  fields.field(w, challenge.targetInfo);
  return w.bytes(VERSION).bytes(fields.payload()).finish();
}
