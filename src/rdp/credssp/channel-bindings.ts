import { ByteReader } from '../../bytes/reader.js';
import { hex, latin1 } from '../../bytes/text.js';
import { ByteWriter, concat } from '../../bytes/writer.js';
import { readElement, Tag } from '../crypto/der.js';
import type { CryptoProvider } from '../crypto/provider.js';

const PDU = 'X.509 Certificate';
const PREFIX = latin1('tls-server-end-point:');
type Hash = 'sha256' | 'sha384' | 'sha512';

/** Signature algorithms by object identifier contents, and their hash. MD5 and SHA-1 count as SHA-256 (RFC 5929 4.1). */
const HASHES: Readonly<Record<string, Hash>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010b': 'sha256', // sha256WithRSAEncryption
  '2a864886f70d01010c': 'sha384', // sha384WithRSAEncryption
  '2a864886f70d01010d': 'sha512', // sha512WithRSAEncryption
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040302': 'sha256', // ecdsa-with-SHA256
  '2a8648ce3d040303': 'sha384', // ecdsa-with-SHA384
  '2a8648ce3d040304': 'sha512', // ecdsa-with-SHA512
};

/**
 * MsvAvChannelBindings ([MS-NLMP] 2.2.2.1): MD5 of a gss_channel_bindings_struct around tls-server-end-point (RFC 5929
 * section 4). Zeros, which mean none, where that is not defined for the certificate's signature.
 */
export function channelBindingsHash(crypto: CryptoProvider, certificate: Uint8Array): Uint8Array {
  const hash = signatureHash(certificate);
  if (!hash) return new Uint8Array(16);
  const data = concat([PREFIX, crypto[hash](certificate)]);
  const w = new ByteWriter(20 + data.length);
  // Initiator and acceptor have no address: type and length are 0.
  return crypto.md5(w.zeros(16).u32(data.length).bytes(data).finish());
}

function signatureHash(certificate: Uint8Array): Hash | undefined {
  const outer = readElement(new ByteReader(certificate), Tag.sequence, PDU);
  readElement(outer, Tag.sequence, PDU, 'tbsCertificate');
  const algorithm = readElement(outer, Tag.sequence, PDU, 'signatureAlgorithm');
  return HASHES[hex(readElement(algorithm, Tag.objectIdentifier, PDU, 'algorithm').rest())];
}
