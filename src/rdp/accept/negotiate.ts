import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import { GatewayError } from '../../errors.js';
import { type Phase, read, send } from '../connect/phase.js';
import { writeConnectionConfirm } from '../x224/connection-confirm.js';
import { readConnectionRequest } from '../x224/connection-request.js';
import {
  NegotiationFailureCode,
  NegotiationResponseFlag,
  type NegotiationResult,
  Protocol,
} from '../x224/negotiation.js';
import { readTpkt } from '../x224/tpkt.js';
import type { HostSettings } from './settings.js';

/** PROTOCOL_* of [MS-RDPBCGR] 2.2.1.1.1. */
export interface Negotiated {
  /** What the client asked for; the host repeats it inside TLS, so that nobody can have changed it unseen. */
  readonly requested: number;
  readonly protocol: number;
}

/**
 * Connection initiation ([MS-RDPBCGR] 1.3.1.1) from the host's side: takes the best that both have. A client that cannot
 * be served gets an RDP_NEG_FAILURE, and the phase throws SECURITY_NEGOTIATION.
 */
export function* negotiate(settings: HostSettings): Phase<Negotiated> {
  const request = readConnectionRequest(new ByteReader(readTpkt(new ByteReader(yield* read('tpkt')))));
  const requested = request.negotiation?.protocols ?? Protocol.PROTOCOL_RDP;
  const protocol = choose(settings, requested);
  if (protocol === undefined) {
    yield* answer({ kind: 'failure', code: required(settings) });
    throw new GatewayError('SECURITY_NEGOTIATION', { requested });
  }
  // Clients before RDP 5.2 negotiate nothing and expect no answer to it.
  const flags = NegotiationResponseFlag.EXTENDED_CLIENT_DATA_SUPPORTED;
  yield* answer(request.negotiation && { kind: 'response', flags, protocol });
  return { requested, protocol };
}

/** A client that offers TLS only may still be offered the plain protocol, and decides for itself. */
function choose({ security }: HostSettings, requested: number): number | undefined {
  if (security.nla && requested & Protocol.PROTOCOL_HYBRID) return Protocol.PROTOCOL_HYBRID;
  if (security.tls && requested & Protocol.PROTOCOL_SSL) return Protocol.PROTOCOL_SSL;
  return security.rdp ? Protocol.PROTOCOL_RDP : undefined;
}

const required = ({ security }: HostSettings): number =>
  security.nla && !security.tls
    ? NegotiationFailureCode.HYBRID_REQUIRED_BY_SERVER
    : NegotiationFailureCode.SSL_REQUIRED_BY_SERVER;

function* answer(negotiation: NegotiationResult | undefined): Phase<void> {
  const w = new ByteWriter();
  writeConnectionConfirm(w, negotiation ? { negotiation } : {});
  yield* send(w.finish());
}
