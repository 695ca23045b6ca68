import t from 'tap';
import { fromHex, hex } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { EncryptionMethod } from '../../src/rdp/gcc/client-security.js';
import type { FrameCipher } from '../../src/rdp/security/cipher.js';
import { createCipher } from '../../src/rdp/security/create-cipher.js';
import { open, openData, seal, sealData } from '../../src/rdp/security/envelope.js';
import { SecurityFlag } from '../../src/rdp/security/header.js';
import { sameBytes } from '../../src/rdp/security/mac.js';
import { serverPublicKey, writeServerCertificate } from '../../src/rdp/security/server-certificate.js';
import { readX509RsaKey } from '../../src/rdp/security/x509-key.js';
import { nodeCrypto } from '../../src/transport/node-crypto.js';
import { damage, onlyDecodeError } from '../rdp-active/rows.js';
import { certificateDer } from './certificate.js';

const randoms = {
  client: new Uint8Array(32).map((_, i) => i * 7 + 1),
  server: fromHex('1011772030610a12e434a11ef2c39f317da45f01893496e0ff1108697f1ac3d2'),
};

function pair(method: number): { client: FrameCipher; host: FrameCipher } {
  const client = createCipher(nodeCrypto, method, 'client', randoms);
  const host = createCipher(nodeCrypto, method, 'host', randoms);
  if (!client || !host) throw new Error('no cipher');
  return { client, host };
}

const { '40BIT': BITS_40, '56BIT': BITS_56, '128BIT': BITS_128, FIPS } = EncryptionMethod;

t.test('both directions, beyond the refresh of keys', async (t) => {
  for (const method of [BITS_40, BITS_56, BITS_128, FIPS]) {
    const { client, host } = pair(method);
    let wrong = 0;
    for (let i = 0; i < 4200; i++) {
      const plain = Uint8Array.of(i, i >> 8, 3, 4, 5).subarray(0, i % 6);
      if (!sameBytes(host.decrypt(client.encrypt(plain), false), plain)) wrong++;
      if (!sameBytes(client.decrypt(host.encrypt(plain), false), plain)) wrong++;
    }
    t.equal(wrong, 0, `method ${method}`);
  }
});

t.test('what is sent is not what was said, and has the announced overhead', async (t) => {
  const plain = fromHex('00112233445566778899');
  for (const method of [BITS_40, BITS_56, BITS_128, FIPS]) {
    const { client } = pair(method);
    const sent = client.encrypt(plain);
    t.notOk(hex(sent).includes(hex(plain)));
    t.equal(sent.length, client.overhead + (client.fips ? 16 : 10));
  }
});

t.test('salted MACs', async (t) => {
  const { client, host } = pair(BITS_128);
  t.equal(client.salted, false);
  host.decrypt(client.encrypt(fromHex('01')), false);
  client.useSaltedChecksum();
  t.equal(client.salted, true);
  for (let i = 0; i < 3; i++) t.equal(hex(host.decrypt(client.encrypt(fromHex('02')), true)), '02');
  t.throws(() => host.decrypt(client.encrypt(fromHex('03')), false), { code: 'PDU_INVALID' });
  const fips = pair(FIPS).client;
  fips.useSaltedChecksum();
  t.equal(fips.salted, false, 'FIPS has no such flag');
});

t.test('damaged packets', async (t) => {
  for (const method of [BITS_40, BITS_128, FIPS]) {
    const change = (at: number) => () => {
      const { client, host } = pair(method);
      const sent = client.encrypt(fromHex('00112233445566778899'));
      sent[at] ^= 1;
      return host.decrypt(sent, false);
    };
    t.throws(change(5), { code: 'PDU_INVALID' }, 'signature');
    t.throws(change(13), { code: 'PDU_INVALID' }, 'data');
    t.throws(() => pair(method).host.decrypt(fromHex('00'), false), { code: 'PDU_TRUNCATED' });
  }
  const sent = pair(FIPS).client.encrypt(fromHex('00112233445566778899'));
  t.doesNotThrow(() => damage(sent, (copy) => onlyDecodeError(() => pair(FIPS).host.decrypt(copy, false))));
});

t.test('methods', async (t) => {
  t.equal(createCipher(nodeCrypto, 0, 'client', randoms), undefined);
  t.throws(() => createCipher(nodeCrypto, 3, 'client', randoms), { code: 'PDU_INVALID' });
});

t.test('security headers', async (t) => {
  const body = fromHex('c0ffee');
  t.equal(hex(seal(undefined, SecurityFlag.SEC_INFO_PKT, body)), '40000000c0ffee');
  t.equal(hex(sealData(undefined, body)), 'c0ffee');
  t.equal(hex(openData(undefined, body).body.rest()), 'c0ffee');
  const { client, host } = pair(BITS_128);
  const first = open(host, seal(client, SecurityFlag.SEC_INFO_PKT, body));
  t.equal(first.flags, SecurityFlag.SEC_INFO_PKT | SecurityFlag.SEC_ENCRYPT);
  t.equal(hex(first.body.rest()), 'c0ffee');
  client.useSaltedChecksum();
  const second = openData(host, sealData(client, body));
  t.equal(second.flags, SecurityFlag.SEC_SECURE_CHECKSUM | SecurityFlag.SEC_ENCRYPT);
  t.equal(hex(second.body.rest()), 'c0ffee');
  const plain = open(client, seal(undefined, SecurityFlag.SEC_LICENSE_PKT, body));
  t.equal(hex(plain.body.rest()), 'c0ffee', 'a host that encrypts one direction only');
  const unsaid = concat([fromHex('00040000'), pair(BITS_128).host.encrypt(body)]);
  t.equal(hex(open(pair(BITS_128).client, unsaid).body.rest()), 'c0ffee', 'a redirection that hides its encryption');
  t.throws(() => open(undefined, sealData(client, body)), { code: 'PDU_UNEXPECTED' });
  t.throws(() => open(undefined, fromHex('00')), { code: 'PDU_TRUNCATED' });
});

t.test('keys in certificates', async (t) => {
  const { der, modulus } = certificateDer();
  const expected = hex(modulus.slice().reverse());
  t.same({ ...readX509RsaKey(der), modulus: hex(readX509RsaKey(der).modulus) }, { exponent: 65537, modulus: expected });
  const w = new ByteWriter();
  writeServerCertificate(w, { type: 'x509', chain: [fromHex('3000'), der] });
  t.equal(hex(serverPublicKey(w.finish()).modulus), expected, "the host's own comes last");
  t.doesNotThrow(() => damage(der, (copy) => onlyDecodeError(() => readX509RsaKey(copy)), 300));
  const zero = new ByteWriter();
  const empty = { exponent: 65537, modulus: new Uint8Array(64) };
  writeServerCertificate(zero, { type: 'proprietary', key: empty, signature: fromHex('00') });
  t.throws(() => serverPublicKey(zero.finish()), { code: 'PDU_INVALID' }, 'a modulus of zero');
  t.throws(() => serverPublicKey(fromHex('03000000')), { code: 'PDU_INVALID' }, 'unknown version');
  t.throws(() => serverPublicKey(fromHex('02000000ffffffff')), { code: 'PDU_TOO_LARGE' }, 'endless chain');
});
