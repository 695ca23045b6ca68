import { GatewayError, invalid } from '../../errors.js';
import type { NtlmClient } from './ntlm/client.js';
import type { NtlmSession } from './ntlm/session.js';
import { MECH_TYPES, NegState, negTokenInit, negTokenResp, readNegTokenResp } from './spnego.js';

/** The next token to send, if any, and the session once both sides are content. */
export interface InitiatorStep {
  readonly token?: Uint8Array;
  readonly session?: NtlmSession;
}

/** Exchanges tokens until there is a session. */
export interface Initiator {
  first(): Uint8Array;
  step(token: Uint8Array): InitiatorStep;
}

/** NTLM messages as they are, for hosts that do not know SPNEGO. */
export class DirectInitiator implements Initiator {
  readonly #ntlm: NtlmClient;

  constructor(ntlm: NtlmClient) {
    this.#ntlm = ntlm;
  }

  first(): Uint8Array {
    return this.#ntlm.negotiate();
  }

  step(token: Uint8Array): InitiatorStep {
    return this.#ntlm.authenticate(token);
  }
}

/** NTLM inside SPNEGO (RFC 4178, [MS-SPNG]), with mechListMIC both ways. */
export class SpnegoInitiator implements Initiator {
  readonly #ntlm: NtlmClient;
  #session: NtlmSession | undefined;

  constructor(ntlm: NtlmClient) {
    this.#ntlm = ntlm;
  }

  first(): Uint8Array {
    return negTokenInit(this.#ntlm.negotiate());
  }

  step(token: Uint8Array): InitiatorStep {
    const { negState, responseToken, mechListMic } = readNegTokenResp(token);
    if (negState === NegState.reject) throw new GatewayError('NLA_FAILED', {}, { detail: 'host refuses NTLM' });
    if (this.#session) return this.#finish(this.#session, mechListMic);
    if (!responseToken) throw invalid('NegTokenResp', 'responseToken');
    const { token: authenticate, session } = this.#ntlm.authenticate(responseToken);
    this.#session = session;
    const mic = session.sign(MECH_TYPES);
    return {
      token: negTokenResp({ negState: NegState.acceptIncomplete, responseToken: authenticate, mechListMic: mic }),
    };
  }

  #finish(session: NtlmSession, mechListMic: Uint8Array | undefined): InitiatorStep {
    if (!mechListMic) throw invalid('NegTokenResp', 'mechListMIC');
    session.verify(MECH_TYPES, mechListMic);
    session.restartCiphers();
    return { session };
  }
}
