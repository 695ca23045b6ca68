import { ByteReader } from '../../../bytes/reader.js';
import { utf16 } from '../../../bytes/text.js';
import { ByteWriter, concat } from '../../../bytes/writer.js';
import { md4 } from '../../crypto/md4.js';
import type { CryptoProvider } from '../../crypto/provider.js';

/** The NT hash of a password, [MS-NLMP] 3.3.1 NTOWFv1. */
export const ntHash = (password: string): Uint8Array => md4(utf16(password));

/** [MS-NLMP] 3.3.2 NTOWFv2. */
export function ntowfV2(crypto: CryptoProvider, hash: Uint8Array, username: string, domain: string): Uint8Array {
  return crypto.hmacMd5(hash, utf16(username.toUpperCase() + domain));
}

const PROOF = 16;
const RESPONSE_HEAD =
  1 /* RespType */ + 1 /* HiRespType */ + 2 + 4 + 8 /* TimeStamp */ + 8 /* ChallengeFromClient */ + 4;

/** [MS-NLMP] 2.2.2.7 NTLMv2_CLIENT_CHALLENGE, `temp` in 3.3.2. */
export interface ClientChallenge {
  /** FILETIME, 8 bytes. */
  readonly timestamp: Uint8Array;
  /** 8 bytes. */
  readonly challenge: Uint8Array;
  readonly targetInfo: Uint8Array;
}

export function readClientChallenge(bytes: Uint8Array): ClientChallenge {
  const r = new ByteReader(bytes);
  r.need(RESPONSE_HEAD, 'NTLMv2_CLIENT_CHALLENGE');
  r.skip(8);
  const timestamp = r.copy(8);
  const challenge = r.copy(8);
  r.skip(4);
  return { timestamp, challenge, targetInfo: r.rest() };
}

export function writeClientChallenge({ timestamp, challenge, targetInfo }: ClientChallenge): Uint8Array {
  const w = new ByteWriter(RESPONSE_HEAD + targetInfo.length + 4);
  return w.u8(1).u8(1).zeros(6).bytes(timestamp).bytes(challenge).zeros(4).bytes(targetInfo).zeros(4).finish();
}

/** Both responses and the session base key, [MS-NLMP] 3.3.2. `key` is NTOWFv2. */
export function computeResponse(
  crypto: CryptoProvider,
  key: Uint8Array,
  serverChallenge: Uint8Array,
  client: ClientChallenge,
): { readonly ntResponse: Uint8Array; readonly lmResponse: Uint8Array; readonly sessionBaseKey: Uint8Array } {
  const temp = writeClientChallenge(client);
  const proof = crypto.hmacMd5(key, serverChallenge, temp);
  return {
    ntResponse: concat([proof, temp]),
    lmResponse: concat([crypto.hmacMd5(key, serverChallenge, client.challenge), client.challenge]),
    sessionBaseKey: crypto.hmacMd5(key, proof),
  };
}

/** Splits an NtChallengeResponse ([MS-NLMP] 2.2.2.8 NTLMv2_RESPONSE) into proof and `temp`. */
export function splitResponse(response: Uint8Array): { readonly proof: Uint8Array; readonly temp: Uint8Array } {
  const r = new ByteReader(response);
  return { proof: r.bytes(PROOF, 'NTLMv2_RESPONSE', 'Response'), temp: r.rest() };
}
