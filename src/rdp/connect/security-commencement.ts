import { ByteWriter } from '../../bytes/writer.js';
import { DecodeError } from '../../errors.js';
import { rsa } from '../crypto/rsa.js';
import type { ServerSecurityData } from '../gcc/server-security.js';
import { domainFrame } from '../mcs/frame.js';
import type { FrameCipher, SessionRandoms } from '../security/cipher.js';
import { createCipher } from '../security/create-cipher.js';
import { writeSecurityExchange } from '../security/exchange.js';
import { SecurityFlag, writeSecurityHeader } from '../security/header.js';
import { serverPublicKey } from '../security/server-certificate.js';
import type { ClientSettings } from '../settings.js';
import { type Phase, send } from './phase.js';

const CLIENT_RANDOM = 32;

export interface Commenced {
  readonly cipher: FrameCipher;
  readonly randoms: SessionRandoms;
}

/**
 * RDP Security Commencement, [MS-RDPBCGR] 1.3.1.1: under standard security with encryption the client sends a random
 * under the host's public key. Returns nothing where the host does not encrypt.
 */
export function* securityCommencement(
  settings: ClientSettings,
  security: ServerSecurityData,
  channel: { readonly userId: number; readonly ioChannelId: number },
): Phase<Commenced | undefined> {
  const { encryptionMethod, serverRandom, serverCertificate } = security;
  if (encryptionMethod === 0) return undefined;
  if (!serverRandom || !serverCertificate) throw new DecodeError('PDU_INVALID', 'TS_UD_SC_SEC1', 'serverRandom');
  const randoms = { client: settings.crypto.random(CLIENT_RANDOM), server: serverRandom };
  const cipher = createCipher(settings.crypto, encryptionMethod, 'client', randoms);
  if (!cipher) return undefined;
  const key = serverPublicKey(serverCertificate);
  const w = new ByteWriter();
  writeSecurityHeader(w, SecurityFlag.SEC_EXCHANGE_PKT);
  writeSecurityExchange(w, rsa(randoms.client, BigInt(key.exponent), key.modulus));
  const { userId, ioChannelId } = channel;
  yield* send(domainFrame({ type: 'sendDataRequest', initiator: userId, channelId: ioChannelId, data: w.finish() }));
  return { cipher, randoms };
}
