import { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import {
  type ProprietaryCertificate,
  readProprietaryCertificate,
  writeProprietaryCertificate,
} from './proprietary-certificate.js';
import { readX509RsaKey } from './x509-key.js';

/** `modulus` is little-endian and without padding. */
export interface RsaPublicKey {
  readonly exponent: number;
  readonly modulus: Uint8Array;
}

const PDU = 'SERVER_CERTIFICATE';
const CERT_CHAIN_VERSION_1 = 1;
const CERT_CHAIN_VERSION_2 = 2;
const VERSION_MASK = 0x7fffffff;
const MAX_CHAIN = 16;
const MAX_CERTIFICATE = 0x2000;

/**
 * [MS-RDPBCGR] 2.2.1.4.3.1 Server Certificate (SERVER_CERTIFICATE): a proprietary certificate, or an X.509 chain
 * ([MS-RDPELE] 2.2.1.4.2) with the host's own certificate last.
 */
export type ServerCertificate =
  | ({ readonly type: 'proprietary' } & ProprietaryCertificate)
  | { readonly type: 'x509'; readonly chain: readonly Uint8Array[] };

export function readServerCertificate(r: ByteReader): ServerCertificate {
  r.need(4, PDU, 'dwVersion');
  const version = r.u32() & VERSION_MASK;
  if (version === CERT_CHAIN_VERSION_1) return { type: 'proprietary', ...readProprietaryCertificate(r) };
  if (version !== CERT_CHAIN_VERSION_2) throw invalid(PDU, 'dwVersion', version);
  r.need(4, PDU, 'NumCertBlobs');
  const count = r.u32();
  if (count === 0 || count > MAX_CHAIN) throw tooLarge(PDU, 'NumCertBlobs', count);
  return { type: 'x509', chain: Array.from({ length: count }, () => readCertificateBlob(r)) };
}

export function writeServerCertificate(w: ByteWriter, certificate: ServerCertificate): void {
  if (certificate.type === 'proprietary') {
    writeProprietaryCertificate(w.u32(CERT_CHAIN_VERSION_1), certificate);
    return;
  }
  const { chain } = certificate;
  w.u32(CERT_CHAIN_VERSION_2).u32(chain.length);
  for (const blob of chain) w.u32(blob.length).bytes(blob);
  w.zeros(8 + 4 * chain.length);
}

/** The key to which a client random or a premaster secret is encrypted. */
export function serverPublicKey(bytes: Uint8Array): RsaPublicKey {
  const certificate = readServerCertificate(new ByteReader(bytes));
  const key =
    certificate.type === 'proprietary'
      ? certificate.key
      : readX509RsaKey(certificate.chain[certificate.chain.length - 1]);
  // Encryption divides by it.
  if (key.modulus.every((byte) => byte === 0)) throw invalid(PDU, 'modulus', 0);
  return key;
}

function readCertificateBlob(r: ByteReader): Uint8Array {
  r.need(4, PDU, 'cbCert');
  const length = r.u32();
  if (length > MAX_CERTIFICATE) throw tooLarge(PDU, 'cbCert', length);
  return r.copy(length, PDU, 'abCert');
}
