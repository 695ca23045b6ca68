import { X509Certificate } from 'node:crypto';
import { fromHex } from '../../src/bytes/text.js';

/** A self-signed certificate with a 1024 bit key for CN=test, made for these tests with openssl req -x509. */
const DER = `
  308201fc30820165a00302010202142d449816927b41c4dc019ebb63206131be329e14300d06092a864886f70d01010b0500300f310d
  300b06035504030c04746573743020170d3236313132303134323731375a180f32313236313032373134323731375a300f310d300b06
  035504030c047465737430819f300d06092a864886f70d010101050003818d0030818902818100a323f696dd3511b1f827e1dc6af52e
  51d4092c54e3109f19d2b6090f778cad38b91548a067d9709eb1ed267e4a16a593c720d023630850214be32f4ec02529b4129f18f242
  f7de935d0279960f41aed34a0e6cbe9a20481437c12112353780a71a5376fe1888749497c34f46e1468ea3f03a50f66a62ebc7624440
  6b1d146f330203010001a3533051301d0603551d0e04160414c841e4c87f4c0a528b56f04a25dd84fcbb511407301f0603551d230418
  30168014c841e4c87f4c0a528b56f04a25dd84fcbb511407300f0603551d130101ff040530030101ff300d06092a864886f70d01010b
  0500038181008b45ec924aef7f84ca605a4f0450123255026bd27de103674b12a3ddeee3381bbbdd383746d287a1e4c9ced756ad1a4b
  11a973a4ac8b88bd9a1eb3034ba724fe9f072641a1f00946341716d96a67e65409dc6953d4fee0262563c4f1d05fc3912b6368941e3f
  3e2597450aaf86f2c9939cdfccf318bf9f969a9910356315ae69
`;

/** The certificate, the contents of its SubjectPublicKey BIT STRING, and its modulus. */
export function certificateDer(): {
  readonly der: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly modulus: Uint8Array;
} {
  const der = fromHex(DER);
  const key = new X509Certificate(der).publicKey;
  const publicKey = Uint8Array.from(key.export({ type: 'pkcs1', format: 'der' }));
  const { n } = key.export({ format: 'jwk' });
  return { der, publicKey, modulus: Uint8Array.from(Buffer.from(n ?? '', 'base64url')) };
}
