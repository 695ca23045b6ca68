import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GenerateResult } from 'selfsigned';
import t, { type Test } from 'tap';
import { peerOf } from '../../src/transport/certificate.js';
import { secure } from '../../src/transport/tls-upgrade.js';
import type { TrustPolicy } from '../../src/transport/types.js';
import { makeCertificate } from './certificates.js';
import { startTlsServer } from './tls-server.js';

const authority = await makeCertificate({ name: 'Test Authority', authority: true });
const issued = await makeCertificate({ issuer: authority });
const selfSigned = await makeCertificate();

const sha256 = (pem: string): string => createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
const identity = ({ private: key, cert }: GenerateResult): { key: string; cert: string } => ({ key, cert });
const signal = new AbortController().signal;

/** Upgrades a connection to a server with `certificate`, judged as `localhost`. */
async function attempt(t: Test, certificate: GenerateResult, trust: TrustPolicy, host = 'localhost'): Promise<string> {
  const server = await startTlsServer(t, identity(certificate));
  const secured = await secure(await server.dial(), { host, port: 3389 }, trust, signal);
  t.teardown(() => secured.stream.destroy());
  const [data] = (await once(secured.stream, 'data')) as [Buffer];
  t.equal(data.toString(), 'hello', 'bytes pass after the upgrade');
  return secured.fingerprint;
}

const refused = (
  t: Test,
  certificate: GenerateResult,
  trust: TrustPolicy,
  code: string,
  host?: string,
): Promise<unknown> =>
  t.rejects(attempt(t, certificate, trust, host), { code, context: { sha256: sha256(certificate.cert) } });

const verify: TrustPolicy = { mode: 'verify', ca: [authority.cert] };

t.test('verify accepts a certificate of a given authority for the name', async (t) => {
  t.equal(await attempt(t, issued, verify), sha256(issued.cert));
});

t.test('verify refuses what no authority signed', (t) => refused(t, selfSigned, verify, 'CERTIFICATE_UNTRUSTED'));

t.test('verify trusts no given authority by itself', (t) =>
  refused(t, issued, { mode: 'verify' }, 'CERTIFICATE_UNTRUSTED'),
);

t.test('verify refuses a certificate that has ended', async (t) => {
  await refused(t, await makeCertificate({ issuer: authority, days: -1 }), verify, 'CERTIFICATE_EXPIRED');
});

t.test('verify refuses a certificate for another name', (t) =>
  refused(t, issued, verify, 'CERTIFICATE_MISMATCH', 'other.example'),
);

t.test('verify does not take an address for a name, nor send one as server name', async (t) => {
  await refused(t, issued, verify, 'CERTIFICATE_MISMATCH', '127.0.0.1');
  const server = await startTlsServer(t, identity(issued));
  for (const host of ['127.0.0.1', '::1', 'localhost']) {
    const { stream } = await secure(await server.dial(), { host, port: 3389 }, { mode: 'ignore' }, signal);
    await once(stream, 'data');
    stream.destroy();
  }
  t.same(server.serverNames, [false, false, 'localhost']);
});

t.test('a pin accepts its certificate and no other', async (t) => {
  const pin: TrustPolicy = { mode: 'pin', sha256: [sha256(selfSigned.cert)] };
  t.equal(await attempt(t, selfSigned, pin), sha256(selfSigned.cert));
  await refused(t, issued, pin, 'CERTIFICATE_UNTRUSTED');
});

t.test('trust on first use remembers, and notices a change', async (t) => {
  const store = join(t.testdir(), 'state', 'known-hosts');
  const tofu: TrustPolicy = { mode: 'tofu', store };
  await attempt(t, selfSigned, tofu);
  await attempt(t, selfSigned, tofu);
  t.equal(await readFile(store, 'utf8'), `localhost:3389 ${sha256(selfSigned.cert)}\n`);
  await refused(t, issued, tofu, 'CERTIFICATE_CHANGED');
  await attempt(t, issued, tofu, 'other.example');
  t.equal((await readFile(store, 'utf8')).split('\n').length, 3, 'another host is another line');
});

t.test('ignore accepts anything', async (t) => {
  t.equal(await attempt(t, selfSigned, { mode: 'ignore' }, 'other.example'), sha256(selfSigned.cert));
});

t.test('a host that stops at TLS 1.1 is refused', async (t) => {
  const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
  const server = await startTlsServer(t, identity(issued), options);
  const upgrade = secure(await server.dial(), { host: 'localhost', port: 3389 }, { mode: 'ignore' }, signal);
  await t.rejects(upgrade, { code: 'SECURITY_NEGOTIATION' });
});

t.test('the public key is what the certificate carries', async (t) => {
  const certificate = new X509Certificate(selfSigned.cert);
  const { publicKey } = peerOf(certificate);
  t.equal(publicKey.length, 65, 'an uncompressed point of P-256');
  t.equal(publicKey[0], 4);
  t.ok(Buffer.from(certificate.raw).includes(Buffer.from(publicKey)));
  const rsa = await generateRsa();
  const key = rsa.publicKey.export({ type: 'pkcs1', format: 'der' });
  t.same(Buffer.from(peerOf(rsa).publicKey), key, 'RSA keys are an RSAPublicKey');
});

async function generateRsa(): Promise<X509Certificate> {
  const { generate } = await import('selfsigned');
  const { cert } = await generate([{ name: 'commonName', value: 'rsa' }], { algorithm: 'sha256' });
  return new X509Certificate(cert);
}
