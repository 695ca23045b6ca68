import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { invalid, tooLarge } from '../../errors.js';
import type { RsaPublicKey } from './server-certificate.js';

const PDU = 'PROPRIETARYSERVERCERTIFICATE';
const SIGNATURE_ALG_RSA = 1;
const KEY_EXCHANGE_ALG_RSA = 1;
const BB_RSA_KEY_BLOB = 6;
const BB_RSA_SIGNATURE_BLOB = 8;
const RSA1 = 0x31415352;
const PADDING = 8;
export const MAX_MODULUS = 1024;

/**
 * [MS-RDPBCGR] 2.2.1.4.3.1.1 Server Proprietary Certificate, behind its dwVersion. The signature is by a key that has been
 * public for twenty years, so nothing is learned from it and it is not checked.
 */
export interface ProprietaryCertificate {
  readonly key: RsaPublicKey;
  readonly signature: Uint8Array;
}

export function readProprietaryCertificate(r: ByteReader): ProprietaryCertificate {
  r.need(4 /* dwSigAlgId */ + 4 /* dwKeyAlgId */ + 2 /* wPublicKeyBlobType */ + 2 /* wPublicKeyBlobLen */, PDU);
  r.skip(4);
  const algorithm = r.u32();
  if (algorithm !== KEY_EXCHANGE_ALG_RSA) throw invalid(PDU, 'dwKeyAlgId', algorithm);
  const blobType = r.u16();
  if (blobType !== BB_RSA_KEY_BLOB) throw invalid(PDU, 'wPublicKeyBlobType', blobType);
  const key = readRsaPublicKey(r.sub(r.u16(), PDU, 'wPublicKeyBlobLen'));
  if (r.remaining < 4) return { key, signature: new Uint8Array(0) };
  r.skip(2);
  return { key, signature: r.copy(r.u16(), PDU, 'wSignatureBlobLen') };
}

export function writeProprietaryCertificate(w: ByteWriter, certificate: ProprietaryCertificate): void {
  w.u32(SIGNATURE_ALG_RSA).u32(KEY_EXCHANGE_ALG_RSA).u16(BB_RSA_KEY_BLOB);
  const length = w.reserve(2);
  const start = w.length;
  writeRsaPublicKey(w, certificate.key);
  w.patch16(length, w.length - start);
  w.u16(BB_RSA_SIGNATURE_BLOB).u16(certificate.signature.length).bytes(certificate.signature);
}

/** [MS-RDPBCGR] 2.2.1.4.3.1.1.1 RSA Public Key (RSA_PUBLIC_KEY). */
function readRsaPublicKey(r: ByteReader): RsaPublicKey {
  r.need(4 /* magic */ + 4 /* keylen */ + 4 /* bitlen */ + 4 /* datalen */ + 4 /* pubExp */, 'RSA_PUBLIC_KEY');
  const magic = r.u32();
  if (magic !== RSA1) throw invalid('RSA_PUBLIC_KEY', 'magic', magic);
  const length = r.u32();
  if (length <= PADDING || length > MAX_MODULUS) throw tooLarge('RSA_PUBLIC_KEY', 'keylen', length);
  r.skip(4 /* bitlen */ + 4 /* datalen */);
  const exponent = r.u32();
  return { exponent, modulus: r.copy(length, 'RSA_PUBLIC_KEY', 'modulus').subarray(0, length - PADDING) };
}

function writeRsaPublicKey(w: ByteWriter, key: RsaPublicKey): void {
  const { length } = key.modulus;
  w.u32(RSA1)
    .u32(length + PADDING)
    .u32(length * 8)
    .u32(length - 1);
  w.u32(key.exponent).bytes(key.modulus).zeros(PADDING);
}
