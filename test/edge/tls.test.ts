import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import t from 'tap';
import type { Logger } from '../../src/logger.js';
import { silentLogger } from '../../src/logger.js';
import { ViewerClient } from '../support/viewer-client.js';
import { start, type TestGateway, tokenOf } from './support.js';

interface Pair {
  readonly cert: string;
  readonly key: string;
}

async function certificate(): Promise<Pair> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { cert: pems.cert, key: pems.private };
}

/** As tools do it: written beside, then renamed over. */
function install(folder: string, { cert, key }: Pair): void {
  for (const [name, text] of [
    ['cert.pem', cert],
    ['key.pem', key],
  ]) {
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
}

/** Fingerprint of the certificate that new connections get. */
async function served(port: number): Promise<string> {
  const socket: TLSSocket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

const fingerprint = ({ cert }: Pair): string => new X509Certificate(cert).fingerprint256;

/** Resolves with the next line of that message. */
function loggerThatTells(): { logger: Logger; said: (message: string) => Promise<void> } {
  const waiting = new Map<string, () => void>();
  const tell = (_fields: object, message: string): void => waiting.get(message)?.();
  const logger: Logger = { ...silentLogger, info: tell, error: tell, child: () => logger };
  return { logger, said: (message) => new Promise((resolve) => waiting.set(message, resolve)) };
}

/** Opens a session over HTTPS, trusting `cert`. */
async function open({ gateway, url, sessions }: TestGateway, { cert }: Pair): Promise<{ at: string; cookie: string }> {
  const request = httpsRequest(`${url}/sessions`, { method: 'POST', ca: cert });
  request.end(JSON.stringify({ token: tokenOf(gateway.link()) }));
  const [answer] = await once(request, 'response');
  answer.resume();
  return { at: `${url}/sessions/${sessions.opened[0].id}`, cookie: answer.headers['set-cookie'][0] };
}

t.test('a new certificate is served to new connections while sessions go on', async (t) => {
  const [first, second] = [await certificate(), await certificate()];
  const folder = t.testdir({});
  install(folder, first);
  const tls = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const { logger, said } = loggerThatTells();
  const started = await start(t, { tls }, { logger });
  const { gateway, sessions, url } = started;
  t.match(url, /^https:/);
  t.equal(await served(gateway.port), fingerprint(first));

  const { at, cookie } = await open(started, first);
  t.match(cookie, /; Secure$/);
  const headers = { cookie: cookie.split(';')[0], origin: url };
  const client = await ViewerClient.enter(`${at}/ws`, { headers, ca: first.cert });
  const viewer = await sessions.opened[0].viewer();

  const loaded = said('Certificate loaded');
  install(folder, second);
  await loaded;
  t.equal(await served(gateway.port), fingerprint(second));
  viewer.frame(100);
  await client.next('frame');
  client.send('ping', { time: 1 });
  await viewer.messages(1);

  const again = await ViewerClient.enter(`${at}/ws`, { headers, ca: second.cert });
  await again.next('desktop');

  const kept = said('Certificate not loaded, the former stays');
  writeFileSync(tls.key, first.key);
  await kept;
  t.equal(await served(gateway.port), fingerprint(second), 'a key that does not belong to it changes nothing');
  await gateway.close();
  t.match(await client.closed, { code: 1000 });
  t.match(await again.closed, { code: 1000 });
});

t.test('a certificate that cannot be used is refused at the start', async (t) => {
  const [first, second] = [await certificate(), await certificate()];
  const folder = t.testdir({});
  install(folder, { cert: first.cert, key: second.key });
  const tls = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await t.rejects(start(t, { tls }), { code: 'CONFIG_INVALID', message: /tls: / });
  await t.rejects(start(t, { tls: { ...tls, certificate: join(folder, 'none.pem') } }), { code: 'CONFIG_INVALID' });
});
