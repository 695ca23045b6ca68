import { utf16 } from '../../../bytes/text.js';
import { GatewayError } from '../../../errors.js';
import type { CryptoProvider } from '../../crypto/provider.js';
import { rc4 } from '../../crypto/rc4.js';
import { sameBytes } from '../../security/mac.js';
import { readAuthenticateMessage, withMic } from './authenticate-message.js';
import { AV_FLAG_MIC, AvId, avFlags, readAvPairs, writeAvPairs } from './av-pairs.js';
import { challengeMessage } from './challenge-message.js';
import { fileTime } from './client.js';
import { NegotiateFlag, OFFERED_FLAGS, REQUIRED_FLAGS } from './flags.js';
import { readNegotiateMessage } from './negotiate-message.js';
import { ntowfV2, readClientChallenge, splitResponse } from './ntlm-v2.js';
import { NtlmSession } from './session.js';

export interface NtlmServerOptions {
  readonly crypto: CryptoProvider;
  readonly computerName: string;
  /** NT hash of the account's password, or nothing when there is no such account. */
  readonly ntHashOf: (username: string, domain: string) => Uint8Array | undefined;
  /** Compared with what the client bound to, unless the client sent none; see `channelBindingsHash`. */
  readonly channelBindings?: Uint8Array;
  readonly now: () => number;
}

export interface NtlmIdentity {
  readonly username: string;
  readonly domain: string;
}

const rejected = (): GatewayError => new GatewayError('CREDENTIALS_REJECTED');

/** The host's side of NTLMv2 ([MS-NLMP] 3.2.5), with MIC. Every reason to refuse is CREDENTIALS_REJECTED. */
export class NtlmServer {
  readonly #options: NtlmServerOptions;
  readonly #serverChallenge: Uint8Array;
  #negotiate: Uint8Array = new Uint8Array(0);
  #challenge: Uint8Array = new Uint8Array(0);

  constructor(options: NtlmServerOptions) {
    this.#options = options;
    this.#serverChallenge = options.crypto.random(8);
  }

  challenge(negotiate: Uint8Array): Uint8Array {
    const { computerName, now } = this.#options;
    const offered = readNegotiateMessage(negotiate);
    const name = utf16(computerName);
    this.#negotiate = negotiate.slice();
    this.#challenge = challengeMessage({
      targetName: computerName,
      flags:
        ((offered & OFFERED_FLAGS) |
          NegotiateFlag.NTLMSSP_TARGET_TYPE_SERVER |
          NegotiateFlag.NTLMSSP_NEGOTIATE_TARGET_INFO) >>>
        0,
      serverChallenge: this.#serverChallenge,
      targetInfo: writeAvPairs(
        new Map([
          [AvId.MsvAvNbDomainName, name],
          [AvId.MsvAvNbComputerName, name],
          [AvId.MsvAvDnsDomainName, name],
          [AvId.MsvAvDnsComputerName, name],
          [AvId.MsvAvTimestamp, fileTime(now())],
        ] as const),
      ),
    });
    return this.#challenge;
  }

  /** Checks proof, MIC and channel bindings. */
  accept(token: Uint8Array): { readonly identity: NtlmIdentity; readonly session: NtlmSession } {
    const { crypto, ntHashOf, channelBindings } = this.#options;
    const message = readAuthenticateMessage(token);
    if ((message.flags & REQUIRED_FLAGS) >>> 0 !== REQUIRED_FLAGS) throw rejected();
    const { username, domain } = message;
    const hash = ntHashOf(username, domain);
    if (!hash) throw rejected();
    const key = ntowfV2(crypto, hash, username, domain);
    const { proof, temp } = splitResponse(message.ntResponse);
    if (!sameBytes(crypto.hmacMd5(key, this.#serverChallenge, temp), proof)) throw rejected();
    const sessionKey = rc4(crypto.hmacMd5(key, proof), message.encryptedSessionKey);
    const info = readAvPairs(readClientChallenge(temp).targetInfo);
    if (avFlags(info) & AV_FLAG_MIC) this.#checkMic(sessionKey, token, message.mic);
    const bound = info.get(AvId.MsvAvChannelBindings);
    const isBound = bound?.some((byte) => byte !== 0);
    if (channelBindings && bound && isBound && !sameBytes(bound, channelBindings)) throw rejected();
    return { identity: { username, domain }, session: new NtlmSession(crypto, sessionKey, 'server') };
  }

  #checkMic(sessionKey: Uint8Array, token: Uint8Array, mic: Uint8Array): void {
    const bare = withMic(token, new Uint8Array(16));
    const expected = this.#options.crypto.hmacMd5(sessionKey, this.#negotiate, this.#challenge, bare);
    if (!sameBytes(expected, mic)) throw rejected();
  }
}
