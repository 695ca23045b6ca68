import type { ByteReader } from '../../bytes/reader.js';
import { LicenseClient } from '../license/client.js';
import { SecurityFlag } from '../security/header.js';
import type { ClientSettings } from '../settings.js';
import type { Redirection } from '../share/redirection.js';
import type { IoReader } from './io-reader.js';
import { type Link, sendSecured } from './link.js';
import { checkpoint, type Phase } from './phase.js';

export type Licensed =
  /** `demandActive` when the host went on without licensing. */
  | { readonly kind: 'licensed'; readonly demandActive?: ByteReader }
  | { readonly kind: 'redirected'; readonly redirection: Redirection };

/** Licensing, [MS-RDPBCGR] 1.3.1.1, until the host has given a licence or says that none is needed. */
export function* licensing(
  settings: ClientSettings,
  link: Link,
  reader: IoReader,
  serverCertificate: Uint8Array | undefined,
): Phase<Licensed> {
  const { crypto, credentials, clientName } = settings;
  const client = new LicenseClient({ crypto, userName: credentials.username, clientName, serverCertificate });
  for (;;) {
    const pdu = yield* reader.next();
    if (pdu.kind === 'redirection') return { kind: 'redirected', redirection: pdu.redirection };
    if (pdu.kind === 'demandActive') {
      yield* checkpoint('licensed');
      return { kind: 'licensed', demandActive: pdu.body };
    }
    if (pdu.kind === 'data') continue;
    const step = client.receive(pdu.message);
    if (step.done) break;
    yield* sendSecured(link, link.ioChannelId, SecurityFlag.SEC_LICENSE_PKT, step.reply);
  }
  yield* checkpoint('licensed');
  return { kind: 'licensed' };
}
