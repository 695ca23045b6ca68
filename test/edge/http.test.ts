import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { StaticFiles } from '../../src/edge/static-files.js';
import { LARGE, openSession, SCRIPT, start } from './support.js';

t.test('every answer carries the headers that isolate the page', async (t) => {
  const { url } = await start(t);
  for (const path of ['/', '/app-0123abcd.js', '/healthz', '/nothing', '/sessions/x']) {
    const { headers } = await fetch(url + path);
    const policy = headers.get('content-security-policy') ?? '';
    t.match(policy, /default-src 'none'/, path);
    t.match(policy, /frame-ancestors 'none'/);
    t.match(policy, /script-src 'self' 'wasm-unsafe-eval';/, 'WebAssembly is compiled, text is not');
    t.notMatch(policy.replace("'wasm-unsafe-eval'", ''), /unsafe|\*|http:/);
    t.match(Object.fromEntries(headers), {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    t.notOk(headers.has('strict-transport-security'), 'a loopback address is not pinned to HTTPS');
  }
});

t.test('the client is compressed, cached and revalidated', async (t) => {
  const { gateway } = await start(t);
  const script = await raw(gateway.port, 'GET /app-0123abcd.js HTTP/1.1', 'Accept-Encoding: gzip, br');
  t.match(script.head, /^HTTP\/1.1 200 OK\r\n/);
  t.match(script.head, /Cache-Control: public, max-age=31536000, immutable\r\n/);
  t.match(script.head, /Content-Encoding: br\r\n/);
  t.match(script.head, /Content-Type: text\/javascript/);
  t.equal(brotliDecompressSync(script.body).toString(), SCRIPT);

  const gzipped = await raw(gateway.port, 'GET /app-0123abcd.js HTTP/1.1', 'Accept-Encoding: gzip, br;q=0');
  t.equal(gunzipSync(gzipped.body).toString(), SCRIPT);
  const plain = await raw(gateway.port, 'GET /app-0123abcd.js HTTP/1.1');
  t.equal(plain.body.toString(), SCRIPT);
  t.notMatch(plain.head, /Content-Encoding/);

  const index = await raw(gateway.port, 'GET / HTTP/1.1');
  t.match(index.head, /Cache-Control: no-cache\r\n/);
  const etag = /ETag: (\S+)/.exec(index.head)?.[1];
  const again = await raw(gateway.port, 'GET / HTTP/1.1', `If-None-Match: "other", ${etag}`);
  t.match(again.head, /^HTTP\/1.1 304/);
  t.equal(again.body.length, 0);

  const head = await raw(gateway.port, 'HEAD / HTTP/1.1');
  t.match(head.head, new RegExp(`Content-Length: ${index.body.length}\r\n`, 'i'));
  t.equal(head.body.length, 0);
});

t.test('files of any size arrive whole', async (t) => {
  const { url } = await start(t);
  const large = await fetch(`${url}/large.png`);
  t.ok(LARGE.equals(Buffer.from(await large.arrayBuffer())));
  const empty = await fetch(`${url}/empty.txt`);
  t.equal(empty.headers.get('content-length'), '0');
  t.equal(await empty.text(), '');
});

t.test('pages of the client stand at addresses of their own', async (t) => {
  const { url } = await start(t);
  const page = await (await fetch(url)).text();
  const answer = await fetch(`${url}/setup`);
  t.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  t.equal(await answer.text(), page);
  t.equal((await fetch(`${url}/app-0123abcd`)).status, 404, 'scripts do not');
});

t.test('nothing but the client is served', async (t) => {
  const { gateway } = await start(t);
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '//etc/passwd',
    '/sessions',
  ]) {
    t.match((await raw(gateway.port, `GET ${path} HTTP/1.1`)).head, /^HTTP\/1.1 (404|400)/, path);
  }
  t.match((await raw(gateway.port, 'PUT / HTTP/1.1', 'Content-Length: 0')).head, /^HTTP\/1.1 405/);
});

t.test('other pages and other names are refused', async (t) => {
  const gateway = await start(t);
  const { at, headers } = await openSession(gateway);
  const { port } = gateway.gateway;
  const path = new URL(at).pathname;
  const ask = async (...lines: string[]): Promise<string> =>
    (await raw(port, `GET ${path} HTTP/1.1`, `Authorization: ${headers.authorization}`, ...lines)).head.slice(9, 12);
  t.equal(await ask(), '200');
  t.equal(await ask('Origin: https://evil.example'), '403');
  t.equal(await ask('Sec-Fetch-Site: cross-site'), '403');
  t.equal(await ask('Sec-Fetch-Site: same-origin'), '200');
  t.equal(await ask(`Origin: http://127.0.0.1:${port}`), '200');

  const rebound = await raw(
    port,
    `GET ${path} HTTP/1.1`,
    'Host: evil.example',
    `Authorization: ${headers.authorization}`,
  );
  t.match(rebound.head, /^HTTP\/1.1 403/, 'a name that somebody else points here');
  t.match((await raw(port, 'GET /metrics HTTP/1.1', 'Host: evil.example')).head, /^HTTP\/1.1 403/, 'no metrics either');
  t.match((await raw(port, 'GET /metrics HTTP/1.1', `Host: localhost:${port}`)).head, /^HTTP\/1.1 200/);
});

t.test('connections above the limit are closed, the others served', async (t) => {
  const { gateway, url } = await start(t, { limits: { connections: 2 } });
  const idle = [connect(gateway.port, '127.0.0.1'), connect(gateway.port, '127.0.0.1')];
  t.teardown(() => {
    for (const socket of idle) socket.destroy();
  });
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  const third = connect(gateway.port, '127.0.0.1');
  third.on('error', () => {});
  await once(third, 'close');
  idle[0].write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  t.match(String((await once(idle[0], 'data'))[0]), /200 OK/);
  const left = once(idle[1], 'close');
  idle[0].destroy();
  idle[1].end();
  await left;
  t.equal((await fetch(`${url}/healthz`)).status, 200, 'room again');
});

t.test('a body that never comes ends the request, not the gateway', async (t) => {
  const { gateway, url } = await start(t, { limits: { requestTimeout: '1s' } });
  const slow = connect(gateway.port, '127.0.0.1');
  slow.write('POST /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"tok');
  await once(slow, 'close');
  const gone = connect(gateway.port, '127.0.0.1');
  gone.write('POST /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"tok');
  await once(gone, 'connect');
  gone.destroy();
  t.equal((await fetch(`${url}/healthz`)).status, 200);
});

t.test('plain HTTP beyond loopback must be asked for', async (t) => {
  await t.rejects(start(t, { listen: { host: '0.0.0.0' } }), { code: 'CONFIG_INVALID', message: /allowPlainHttp/ });
  const { gateway } = await start(t, { listen: { host: '0.0.0.0', allowPlainHttp: true } });
  t.match((await raw(gateway.port, 'GET /healthz HTTP/1.1')).head, /200 OK/);
});

t.test('a port that is taken is refused', async (t) => {
  const { gateway } = await start(t);
  await t.rejects(start(t, { listen: { port: gateway.port } }), { code: 'CONFIG_INVALID', message: /EADDRINUSE/ });
});

t.test('a client that was not built is missed at the start', async (t) => {
  await t.rejects(StaticFiles.load(t.testdir({})), { code: 'CONFIG_INVALID', message: /build:web/ });
});

t.test('a desktop that is not published has no link', async (t) => {
  const { gateway } = await start(t);
  t.throws(() => gateway.link('Third'), { code: 'CONFIG_INVALID' });
});

/** One request as bytes, so that neither path nor encoding is changed on the way. */
async function raw(port: number, ...lines: string[]): Promise<{ head: string; body: Buffer }> {
  const socket = connect(port, '127.0.0.1');
  const host = lines.some((line) => line.startsWith('Host:')) ? [] : [`Host: 127.0.0.1:${port}`];
  socket.end([...lines, ...host, 'Connection: close', '', ''].join('\r\n'));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.subarray(0, end + 2).toString(), body: answer.subarray(end + 4) };
}
