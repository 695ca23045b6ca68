import { hasCode } from '../../errors.js';
import { checkpoint, type Phase, read, send, type TlsPeer } from '../connect/phase.js';
import { channelBindingsHash } from '../credssp/channel-bindings.js';
import { CredsspServer } from '../credssp/server.js';
import type { NlaSettings } from './settings.js';

const STATUS_LOGON_FAILURE = 0xc000006d;

/**
 * Network Level Authentication ([MS-CSSP] 3.1.5) from the host's side. The credentials that the client delegates at the
 * end are not kept. A client that is refused is told so, and the phase throws CREDENTIALS_REJECTED.
 */
export function* authenticate(nla: NlaSettings, own: TlsPeer): Phase<void> {
  const server = new CredsspServer({
    ...nla,
    publicKey: own.publicKey,
    channelBindings: channelBindingsHash(nla.crypto, own.certificate),
  });
  try {
    for (;;) {
      const { reply, credentials } = server.receive(yield* read('ts-request'));
      if (credentials) break;
      if (reply) yield* send(reply);
    }
  } catch (error) {
    if (hasCode(error) && error.code === 'CREDENTIALS_REJECTED') yield* send(server.refusal(STATUS_LOGON_FAILURE));
    throw error;
  }
  yield* checkpoint('nla');
}
