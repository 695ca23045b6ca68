import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid } from '../../errors.js';
import type { CryptoProvider } from '../crypto/provider.js';
import type { AutoReconnectCookie } from '../settings.js';

const PACKET = 28;
const VERSION_1 = 1;
const CLIENT_RANDOM = 32;

/** [MS-RDPBCGR] 2.2.4.2 Server Auto-Reconnect Packet (ARC_SC_PRIVATE_PACKET). */
export function readServerAutoReconnect(r: ByteReader): AutoReconnectCookie {
  readHead(r, 'ARC_SC_PRIVATE_PACKET');
  return { logonId: r.u32(), randomBits: r.copy(16) };
}

export function writeServerAutoReconnect(w: ByteWriter, cookie: AutoReconnectCookie): void {
  w.u32(PACKET).u32(VERSION_1).u32(cookie.logonId).bytes(cookie.randomBits);
}

/** [MS-RDPBCGR] 2.2.4.3 Client Auto-Reconnect Packet (ARC_CS_PRIVATE_PACKET). */
export interface ClientAutoReconnect {
  readonly logonId: number;
  readonly securityVerifier: Uint8Array;
}

export function readClientAutoReconnect(r: ByteReader): ClientAutoReconnect {
  readHead(r, 'ARC_CS_PRIVATE_PACKET');
  return { logonId: r.u32(), securityVerifier: r.copy(16) };
}

export function writeClientAutoReconnect(w: ByteWriter, packet: ClientAutoReconnect): void {
  w.u32(PACKET).u32(VERSION_1).u32(packet.logonId).bytes(packet.securityVerifier);
}

/** [MS-RDPBCGR] 5.5: the cookie proves itself over the client random, which is all zero under enhanced security. */
export function answerAutoReconnect(
  crypto: CryptoProvider,
  cookie: AutoReconnectCookie,
  clientRandom: Uint8Array = new Uint8Array(CLIENT_RANDOM),
): ClientAutoReconnect {
  return { logonId: cookie.logonId, securityVerifier: crypto.hmacMd5(cookie.randomBits, clientRandom) };
}

function readHead(r: ByteReader, pdu: string): void {
  r.need(PACKET, pdu);
  const length = r.u32();
  if (length !== PACKET) throw invalid(pdu, 'cbLen', length);
  const version = r.u32();
  if (version !== VERSION_1) throw invalid(pdu, 'Version', version);
}
