import { DecodeError, GatewayError } from '../../errors.js';
import { sameBytes } from '../security/mac.js';
import type { Credentials } from '../settings.js';
import { NtlmServer, type NtlmServerOptions } from './ntlm/server.js';
import type { NtlmSession } from './ntlm/session.js';
import { clientBinding, serverBinding } from './public-key-binding.js';
import { isNegTokenInit, NegState, negTokenResp, readNegTokenInit, readNegTokenResp } from './spnego.js';
import { readTsCredentials } from './ts-credentials.js';
import { CREDSSP_VERSION, readTsRequest, type TsRequest, tsRequest } from './ts-request.js';

export interface CredsspServerOptions extends NtlmServerOptions {
  /** Contents of the SubjectPublicKey BIT STRING of the host's own certificate. */
  readonly publicKey: Uint8Array;
}

/** What to send, and the delegated credentials once the client has sent them. */
export interface CredsspServerStep {
  readonly reply?: Uint8Array;
  readonly credentials?: Credentials;
}

/**
 * The host's side of CredSSP ([MS-CSSP] 3.1.5) with NTLM, bare or in SPNEGO. Throws CREDENTIALS_REJECTED, and
 * HOST_NOT_AUTHENTIC when somebody stands between client and host; `refusal` makes the message to send before closing.
 */
export class CredsspServer {
  readonly #options: CredsspServerOptions;
  readonly #ntlm: NtlmServer;
  #mechTypes: Uint8Array | undefined;
  #challenged = false;
  #session: NtlmSession | undefined;
  #bound = false;

  constructor(options: CredsspServerOptions) {
    this.#options = options;
    this.#ntlm = new NtlmServer(options);
  }

  receive(bytes: Uint8Array): CredsspServerStep {
    const request = readTsRequest(bytes);
    const version = Math.min(request.version, CREDSSP_VERSION);
    if (this.#bound) return { credentials: this.#readCredentials(request) };
    const negoToken = request.negoToken && this.#exchange(request.negoToken);
    const pubKeyAuth = request.pubKeyAuth && this.#bind(request, version);
    return { reply: tsRequest({ version: CREDSSP_VERSION, negoToken, pubKeyAuth }) };
  }

  /** The message that tells a client why it is refused. */
  refusal(status: number): Uint8Array {
    return tsRequest({ version: CREDSSP_VERSION, errorCode: status });
  }

  #exchange(token: Uint8Array): Uint8Array | undefined {
    if (!this.#challenged) {
      this.#challenged = true;
      if (!isNegTokenInit(token)) return this.#ntlm.challenge(token);
      const { mechTypes, mechToken } = readNegTokenInit(token);
      if (!mechToken) throw new GatewayError('NLA_FAILED', {}, { detail: 'client does not offer NTLM first' });
      this.#mechTypes = mechTypes.slice();
      const responseToken = this.#ntlm.challenge(mechToken);
      return negTokenResp({ negState: NegState.acceptIncomplete, responseToken }, true);
    }
    return this.#mechTypes ? this.#finishSpnego(token, this.#mechTypes) : this.#finishDirect(token);
  }

  #finishDirect(token: Uint8Array): undefined {
    this.#session = this.#ntlm.accept(token).session;
  }

  #finishSpnego(token: Uint8Array, mechTypes: Uint8Array): Uint8Array {
    const { responseToken, mechListMic } = readNegTokenResp(token);
    if (!responseToken) throw new DecodeError('PDU_INVALID', 'NegTokenResp', 'responseToken');
    const { session } = this.#ntlm.accept(responseToken);
    this.#session = session;
    if (!mechListMic) return negTokenResp({ negState: NegState.acceptCompleted });
    session.verify(mechTypes, mechListMic);
    const answer = negTokenResp({ negState: NegState.acceptCompleted, mechListMic: session.sign(mechTypes) });
    session.restartCiphers();
    return answer;
  }

  #bind(request: TsRequest, version: number): Uint8Array {
    const { crypto, publicKey } = this.#options;
    const input = { crypto, version, publicKey, nonce: request.clientNonce ?? new Uint8Array(0) };
    const session = this.#expectSession();
    const theirs = session.unseal(request.pubKeyAuth ?? new Uint8Array(0));
    if (!sameBytes(theirs, clientBinding(input))) throw new GatewayError('HOST_NOT_AUTHENTIC');
    this.#bound = true;
    return session.seal(serverBinding(input));
  }

  #readCredentials(request: TsRequest): Credentials {
    if (!request.authInfo) throw new DecodeError('PDU_INVALID', 'TSRequest', 'authInfo');
    return readTsCredentials(this.#expectSession().unseal(request.authInfo));
  }

  #expectSession(): NtlmSession {
    if (!this.#session) throw new DecodeError('PDU_UNEXPECTED', 'TSRequest', 'pubKeyAuth');
    return this.#session;
  }
}
