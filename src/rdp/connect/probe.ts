import { Protocol } from '../x224/negotiation.js';
import { initiation, type SecurityQuestion } from './initiation.js';
import { type Phase, upgradeToTls } from './phase.js';

/** The connection sequence up to where somebody would have to sign in: enough to know that a host accepts people. */
export function* probe(settings: SecurityQuestion): Phase<void> {
  const { protocol } = yield* initiation(settings);
  if (protocol !== Protocol.PROTOCOL_RDP) yield* upgradeToTls();
}
