import { utf16 } from '../../../bytes/text.js';
import { ByteWriter } from '../../../bytes/writer.js';
import { GatewayError } from '../../../errors.js';
import type { CryptoProvider } from '../../crypto/provider.js';
import { rc4 } from '../../crypto/rc4.js';
import { u32 } from '../../security/mac.js';
import type { Credentials } from '../../settings.js';
import { type AuthenticateMessage, authenticateMessage, withMic } from './authenticate-message.js';
import { AV_FLAG_MIC, AvId, avFlags, readAvPairs, writeAvPairs } from './av-pairs.js';
import { type ChallengeMessage, readChallengeMessage } from './challenge-message.js';
import { NegotiateFlag, OFFERED_FLAGS, REQUIRED_FLAGS } from './flags.js';
import { negotiateMessage } from './negotiate-message.js';
import { computeResponse, ntHash, ntowfV2 } from './ntlm-v2.js';
import { NtlmSession } from './session.js';

export interface NtlmClientOptions {
  readonly crypto: CryptoProvider;
  readonly credentials: Credentials;
  readonly workstation: string;
  /** Service principal, such as TERMSRV/host. */
  readonly targetName: string;
  /** MD5 of the channel bindings structure; zeros when there is none. */
  readonly channelBindings: Uint8Array;
  /** Milliseconds since 1970, for hosts that send no time stamp. */
  readonly now: () => number;
}

const FILETIME_1970 = 116_444_736_000_000_000n;
const SESSION_KEY = 16;

/** Milliseconds since 1970 as a FILETIME. */
export const fileTime = (milliseconds: number): Uint8Array =>
  new ByteWriter(8).u64(BigInt(Math.trunc(milliseconds)) * 10_000n + FILETIME_1970).finish();

/** The client's side of NTLMv2 ([MS-NLMP] 3.1.5). `negotiate` first, then `authenticate` once with the host's challenge. */
export class NtlmClient {
  readonly #options: NtlmClientOptions;
  readonly #negotiate = negotiateMessage(OFFERED_FLAGS);

  constructor(options: NtlmClientOptions) {
    this.#options = options;
  }

  negotiate(): Uint8Array {
    return this.#negotiate;
  }

  /** The answer to a CHALLENGE_MESSAGE, and the session that the host shares if it accepts it. */
  authenticate(challengeBytes: Uint8Array): { readonly token: Uint8Array; readonly session: NtlmSession } {
    const { crypto, credentials, workstation, targetName, channelBindings } = this.#options;
    const challenge = readChallengeMessage(challengeBytes);
    const flags = (challenge.flags & OFFERED_FLAGS) >>> 0;
    if ((flags & REQUIRED_FLAGS) >>> 0 !== REQUIRED_FLAGS) {
      throw new GatewayError('NLA_FAILED', { flags }, { detail: 'host does not offer NTLM with 128 bit signing' });
    }
    const info = new Map(challenge.targetInfo.length > 0 ? readAvPairs(challenge.targetInfo) : []);
    const timestamp = info.get(AvId.MsvAvTimestamp);
    // [MS-NLMP] 3.1.5.1.2: a host that sends its time understands a MIC.
    if (timestamp) info.set(AvId.MsvAvFlags, u32(avFlags(info) | AV_FLAG_MIC));
    info.set(AvId.MsvAvChannelBindings, channelBindings);
    info.set(AvId.MsvAvTargetName, utf16(targetName));
    const response = this.#respond(challenge, timestamp, writeAvPairs(info));
    const sessionKey = crypto.random(SESSION_KEY);
    const message: AuthenticateMessage = {
      lmResponse: timestamp ? new Uint8Array(24) : response.lmResponse,
      ntResponse: response.ntResponse,
      domain: credentials.domain,
      username: credentials.username,
      workstation,
      encryptedSessionKey: rc4(response.sessionBaseKey, sessionKey),
      flags: (flags | NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO) >>> 0,
    };
    const bare = authenticateMessage(message);
    const mic = crypto.hmacMd5(sessionKey, this.#negotiate, challengeBytes, bare);
    return {
      token: timestamp ? withMic(bare, mic) : bare,
      session: new NtlmSession(crypto, sessionKey, 'client'),
    };
  }

  #respond(challenge: ChallengeMessage, timestamp: Uint8Array | undefined, targetInfo: Uint8Array) {
    const { crypto, credentials, now } = this.#options;
    const key = ntowfV2(crypto, ntHash(credentials.password), credentials.username, credentials.domain);
    return computeResponse(crypto, key, challenge.serverChallenge, {
      timestamp: timestamp ?? fileTime(now()),
      challenge: crypto.random(8),
      targetInfo,
    });
  }
}
