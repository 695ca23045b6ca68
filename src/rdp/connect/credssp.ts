import { ByteReader } from '../../bytes/reader.js';
import { DecodeError, GatewayError, hasCode } from '../../errors.js';
import { channelBindingsHash } from '../credssp/channel-bindings.js';
import { DirectInitiator, type Initiator, SpnegoInitiator } from '../credssp/initiator.js';
import { NtlmClient } from '../credssp/ntlm/client.js';
import type { NtlmSession } from '../credssp/ntlm/session.js';
import { clientBinding, serverBinding } from '../credssp/public-key-binding.js';
import { nlaError } from '../credssp/status.js';
import { tsCredentials } from '../credssp/ts-credentials.js';
import { CREDSSP_VERSION, NONCE, readTsRequest, type TsRequest, tsRequest } from '../credssp/ts-request.js';
import { sameBytes } from '../security/mac.js';
import type { ClientSettings } from '../settings.js';
import { Protocol } from '../x224/negotiation.js';
import { checkpoint, type Phase, read, send, type TlsPeer } from './phase.js';

/** Network Level Authentication ([MS-CSSP] 3.1.5) inside TLS, before the host spends anything on the connection. */
export function* credssp(settings: ClientSettings, peer: TlsPeer, protocol: number): Phase<void> {
  const { crypto, credentials } = settings;
  if (!credentials.username) throw new GatewayError('CREDENTIALS_REQUIRED');
  const initiator = initiate(settings, peer);
  const { session, version, token } = yield* exchangeTokens(initiator);
  const nonce = crypto.random(NONCE);
  const input = { crypto, version, publicKey: peer.publicKey, nonce };
  const pubKeyAuth = session.seal(clientBinding(input));
  yield* send(tsRequest({ version: CREDSSP_VERSION, negoToken: token, pubKeyAuth, clientNonce: nonce }));
  requireBinding(session, (yield* readRequest(true)).pubKeyAuth, serverBinding(input));
  yield* send(tsRequest({ version: CREDSSP_VERSION, authInfo: session.seal(tsCredentials(credentials)) }));
  if (protocol === Protocol.PROTOCOL_HYBRID_EX) requireAuthorization(yield* read('authorization'));
  yield* checkpoint('nla');
}

function initiate(settings: ClientSettings, peer: TlsPeer): Initiator {
  const { crypto, credentials, host, clientName, now } = settings;
  const ntlm = new NtlmClient({
    crypto,
    credentials,
    workstation: clientName,
    targetName: `TERMSRV/${host}`,
    channelBindings: channelBindingsHash(crypto, peer.certificate),
    now,
  });
  return settings.spnego ? new SpnegoInitiator(ntlm) : new DirectInitiator(ntlm);
}

interface Agreed {
  readonly session: NtlmSession;
  /** The lower of both sides' versions. */
  readonly version: number;
  /** The last token, to be sent together with the binding. */
  readonly token: Uint8Array | undefined;
}

function* exchangeTokens(initiator: Initiator): Phase<Agreed> {
  let token: Uint8Array | undefined = initiator.first();
  let proofSent = false;
  for (;;) {
    yield* send(tsRequest({ version: CREDSSP_VERSION, negoToken: token }));
    const answer = yield* readRequest(proofSent);
    if (!answer.negoToken) throw new DecodeError('PDU_INVALID', 'TSRequest', 'negoTokens');
    const step = initiator.step(answer.negoToken);
    const version = Math.min(answer.version, CREDSSP_VERSION);
    if (step.session) return { session: step.session, version, token: step.token };
    token = step.token;
    proofSent = true;
  }
}

function* readRequest(proofSent: boolean): Phase<TsRequest> {
  const request = readTsRequest(yield* read('ts-request'));
  if (request.errorCode) throw nlaError(request.errorCode, proofSent);
  return request;
}

/** A host without the private key of its certificate cannot have made this ([MS-CSSP] 3.1.5, step 4). */
function requireBinding(session: NtlmSession, sealed: Uint8Array | undefined, expected: Uint8Array): void {
  try {
    if (sealed && sameBytes(session.unseal(sealed), expected)) return;
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new GatewayError('HOST_NOT_AUTHENTIC', {}, { cause: error });
  }
  throw new GatewayError('HOST_NOT_AUTHENTIC');
}

const AUTHZ_SUCCESS = 0;
const AUTHZ_ACCESS_DENIED = 5;

/** [MS-RDPBCGR] 2.2.10.2 Early User Authorization Result PDU. */
function requireAuthorization(bytes: Uint8Array): void {
  const r = new ByteReader(bytes);
  r.need(4, 'EARLY_USER_AUTH_RESULT', 'authorizationResult');
  const result = r.u32();
  if (result === AUTHZ_SUCCESS) return;
  const code = result === AUTHZ_ACCESS_DENIED ? 'ACCOUNT_RESTRICTED' : 'NLA_FAILED';
  throw new GatewayError(code, { authorizationResult: result }, { detail: 'host denies access to the user' });
}
