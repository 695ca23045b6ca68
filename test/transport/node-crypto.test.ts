import t from 'tap';
import { fromHex, hex, latin1 } from '../../src/bytes/text.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';

/** Examples of RFC 1321, RFC 3174, FIPS 180-2 and RFC 2202. */
t.test('digests agree with their specifications', async (t) => {
  const [a, bc] = [latin1('a'), latin1('bc')];
  t.equal(hex(nodeCrypto.md5(a, bc)), '900150983cd24fb0d6963f7d28e17f72');
  t.equal(hex(nodeCrypto.sha1(a, bc)), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  t.equal(hex(nodeCrypto.sha256(a, bc)), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  const key = latin1('Jefe');
  const text = latin1('what do ya want for nothing?');
  t.equal(hex(nodeCrypto.hmacMd5(key, text)), '750c783e6ab0b503eaa86e310a5db738');
  t.equal(hex(nodeCrypto.hmacSha1(key, text)), 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
});

/** NIST SP 800-67 appendix B, with CBC over two blocks. */
t.test('3DES keeps its chain between updates and does not pad', async (t) => {
  const key = fromHex('0123456789abcdef23456789abcdef01456789abcdef0123');
  const iv = new Uint8Array(8);
  const plain = latin1('The qufck brown ');
  const encrypt = nodeCrypto.tripleDes('encrypt', key, iv);
  const parts = [encrypt.update(plain.subarray(0, 8)), encrypt.update(plain.subarray(8))];
  t.equal(hex(parts[0]), 'a826fd8ce53b855f', 'first block of the example');
  t.equal(parts[1].length, 8);
  const decrypt = nodeCrypto.tripleDes('decrypt', key, iv);
  t.equal(hex(decrypt.update(parts[0])) + hex(decrypt.update(parts[1])), hex(plain));
});

t.test('random bytes are as many as asked for', async (t) => {
  t.equal(nodeCrypto.random(16).length, 16);
  t.not(hex(nodeCrypto.random(16)), hex(nodeCrypto.random(16)));
});
