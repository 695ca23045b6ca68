import { constants, createCipheriv, generateKeyPairSync, getHashes, publicEncrypt } from 'node:crypto';
import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex, latin1 } from '../../src/bytes/text.js';
import { element, integer, octetString, readElement, readInteger, readTag } from '../../src/rdp/crypto/der.js';
import { md4 } from '../../src/rdp/crypto/md4.js';
import { Rc4, rc4 } from '../../src/rdp/crypto/rc4.js';
import { bigIntToLittleEndian, littleEndianToBigInt, modPow, rsa } from '../../src/rdp/crypto/rsa.js';

t.test('MD4: RFC 1320 appendix A.5', async (t) => {
  const digits = '1234567890'.repeat(8);
  const cases: readonly (readonly [string, string])[] = [
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    [digits, 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ];
  for (const [text, digest] of cases) t.equal(hex(md4(latin1(text))), digest, JSON.stringify(text.slice(0, 20)));
});

t.test('RC4: RFC 6229 and a stream in pieces', async (t) => {
  const key = fromHex('0102030405');
  t.equal(hex(rc4(key, new Uint8Array(16))), 'b2396305f03dc027ccc3524a0a1118a8');
  t.equal(
    hex(rc4(fromHex('0102030405060708090a0b0c0d0e0f10'), new Uint8Array(16))),
    '9ac7cc9a609d1ef7b2932899cde41b97',
  );
  const stream = new Rc4(key);
  const pieces = [3, 0, 5, 8].map((length) => hex(stream.update(new Uint8Array(length)))).join('');
  t.equal(pieces, 'b2396305f03dc027ccc3524a0a1118a8');
});

t.test('RSA: small numbers, and OpenSSL on the same key', async (t) => {
  t.equal(modPow(65n, 17n, 3233n), 2790n);
  t.equal(littleEndianToBigInt(fromHex('0102')), 0x201n);
  t.equal(hex(bigIntToLittleEndian(0x201n, 4)), '01020000');
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const { n } = publicKey.export({ format: 'jwk' });
  const modulus = Uint8Array.from(Buffer.from(n ?? '', 'base64url')).reverse();
  const message = new Uint8Array(128).fill(0x42, 0, 100);
  const padded = Buffer.from(message).reverse();
  const expected = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, padded).reverse();
  t.equal(hex(rsa(message, 65537n, modulus)), hex(expected));
});

t.test('DER: lengths, tags and integers', async (t) => {
  for (const length of [0, 127, 128, 255, 256, 70_000]) {
    const r = new ByteReader(octetString(new Uint8Array(length)));
    t.equal(readElement(r, 0x04, 'test').remaining, length, `${length} bytes`);
  }
  for (const value of [0, 127, 128, 255, 256, 65535, 0x7fffffff, 0xc000006d]) {
    t.equal(readInteger(new ByteReader(integer(value)), 'test', 'value'), value, `integer ${value}`);
  }
  t.equal(readTag(new ByteReader(element(0x7f65)), 'test'), 0x7f65);
  const read = (text: string) => () => readElement(new ByteReader(fromHex(text)), 0x30, 'test');
  t.throws(read('0400'), { code: 'PDU_INVALID' }, 'another tag');
  t.throws(read('3080'), { code: 'PDU_TOO_LARGE' }, 'indefinite length');
  t.throws(read('3084ffffffff'), { code: 'PDU_TOO_LARGE' }, 'four bytes of length');
  t.throws(read('300500'), { code: 'PDU_TRUNCATED' }, 'shorter than it says');
  const number = (text: string) => () => readInteger(new ByteReader(fromHex(text)), 'test', 'value');
  t.throws(number('0200'), { code: 'PDU_INVALID' }, 'empty integer');
  t.throws(number('02050100000000'), { code: 'PDU_INVALID' }, 'integer above 32 bits');
});

t.test('the provider does what the core needs', async (t) => {
  const { nodeCrypto } = await import('../../src/transport/node-crypto.js');
  t.equal(hex(nodeCrypto.md5(latin1('ab'), latin1('c'))), '900150983cd24fb0d6963f7d28e17f72');
  t.equal(hex(nodeCrypto.sha1(latin1('abc'))), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  t.ok(getHashes().includes('sha256'));
  const key = fromHex('0123456789abcdef23456789abcdef01456789abcdef0123');
  const iv = new Uint8Array(8);
  const data = new Uint8Array(16).fill(7);
  const whole = createCipheriv('des-ede3-cbc', key, iv).setAutoPadding(false).update(data);
  const chained = nodeCrypto.tripleDes('encrypt', key, iv);
  t.equal(hex(chained.update(data.subarray(0, 8))) + hex(chained.update(data.subarray(8))), hex(whole));
  const plain = nodeCrypto.tripleDes('decrypt', key, iv).update(whole);
  t.equal(hex(plain), hex(data), 'decrypts whole blocks at once');
});
