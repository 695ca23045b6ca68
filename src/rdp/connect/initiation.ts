import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { GatewayError } from '../../errors.js';
import type { ClientSettings, SecurityOffer } from '../settings.js';
import { readConnectionConfirm } from '../x224/connection-confirm.js';
import { writeConnectionRequest } from '../x224/connection-request.js';
import { NegotiationFailureCode, NegotiationResponseFlag, Protocol } from '../x224/negotiation.js';
import { readTpkt } from '../x224/tpkt.js';
import { checkpoint, type Phase, read, send } from './phase.js';

/** What the host chose, and what it says it understands. */
export interface Negotiated {
  /** PROTOCOL_*. */
  readonly protocol: number;
  /** The host reads client data blocks beyond the first four. */
  readonly extendedClientData: boolean;
}

/** mstsc cuts the name in the cookie to this length, and load balancers hash what they get. */
const COOKIE_LENGTH = 9;

/** The settings that this phase needs. */
export type SecurityQuestion = Pick<ClientSettings, 'security' | 'routingToken'> & {
  readonly credentials: Pick<ClientSettings['credentials'], 'username'>;
};

/** Connection Initiation, [MS-RDPBCGR] 1.3.1.1: which security protocol to use. */
export function* initiation(settings: SecurityQuestion): Phase<Negotiated> {
  const { security, routingToken } = settings;
  const protocols = offered(security);
  const cookie = cookieOf(settings.credentials.username);
  const w = new ByteWriter();
  writeConnectionRequest(w, {
    ...(routingToken ? { routingToken } : cookie && { cookie }),
    negotiation: { flags: 0, protocols },
  });
  yield* send(w.finish());
  const { negotiation } = readConnectionConfirm(new ByteReader(readTpkt(new ByteReader(yield* read('tpkt')))));
  if (negotiation?.kind === 'failure') throw refusal(negotiation.code, security);
  const protocol = negotiation?.protocol ?? Protocol.PROTOCOL_RDP;
  requireOffered(protocol, protocols, security);
  yield* checkpoint('negotiated');
  const flags = negotiation?.flags ?? 0;
  return {
    protocol,
    extendedClientData: (flags & NegotiationResponseFlag.EXTENDED_CLIENT_DATA_SUPPORTED) !== 0,
  };
}

function offered({ tls, nla }: SecurityOffer): number {
  return (tls ? Protocol.PROTOCOL_SSL : 0) | (nla ? Protocol.PROTOCOL_HYBRID | Protocol.PROTOCOL_HYBRID_EX : 0);
}

/** A line break in a user name would end the cookie early. */
function cookieOf(username: string): string | undefined {
  const clean = username.replace(/[^\x21-\x7e]/g, '').slice(0, COOKIE_LENGTH);
  return clean || undefined;
}

function requireOffered(protocol: number, protocols: number, security: SecurityOffer): void {
  if (protocol === Protocol.PROTOCOL_RDP) {
    if (!security.rdp) throw new GatewayError('SECURITY_WEAK');
    return;
  }
  const isOne = (protocol & (protocol - 1)) === 0;
  if (!isOne || (protocol & protocols) === 0) {
    throw new GatewayError('SECURITY_NEGOTIATION', { protocol }, { detail: 'host chose what was not offered' });
  }
}

const ONLY_LEGACY: readonly number[] = [
  NegotiationFailureCode.SSL_NOT_ALLOWED_BY_SERVER,
  NegotiationFailureCode.SSL_CERT_NOT_ON_SERVER,
];

function refusal(code: number, security: SecurityOffer): GatewayError {
  const name = Object.entries(NegotiationFailureCode).find(([, value]) => value === code)?.[0] ?? `failure ${code}`;
  const weak = ONLY_LEGACY.includes(code) && !security.rdp;
  return new GatewayError(weak ? 'SECURITY_WEAK' : 'SECURITY_NEGOTIATION', { failureCode: code }, { detail: name });
}
