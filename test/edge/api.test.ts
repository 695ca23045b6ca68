/** What is below `/api`, from the socket to a handler of Fetch requests and back. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import type { ConfigInput } from '../../src/config/schema.js';
import type { ApiEnv, ApiHandler } from '../../src/control/api/env.js';
import { startGateway } from '../../src/edge/gateway.js';
import { silentLogger } from '../../src/logger.js';
import { FakeSessions } from '../support/fake-session.js';
import { createClient } from './support.js';

t.setTimeout(120_000);

interface Seen {
  readonly request: Request;
  readonly env: ApiEnv;
}

/** A gateway with this API; `seen` has what reached it. */
async function start(t: Test, api: ApiHandler, options: ConfigInput = {}) {
  const seen: Seen[] = [];
  const config = loadConfig({ options: { ...options, listen: { port: 0, ...options.listen } } });
  const gateway = await startGateway(config, {
    ...{ desktops: [{ name: 'First' }], sessions: new FakeSessions(), logger: silentLogger, webRoot: createClient(t) },
    api: (request, env) => {
      seen.push({ request, env });
      return api(request, env);
    },
  });
  t.teardown(() => gateway.destroy());
  return { seen, port: gateway.port, url: `http://127.0.0.1:${gateway.port}/api` };
}

const text = (words: string, init?: ResponseInit) => async () => new Response(words, init);
const JSON_TYPE = { 'content-type': 'application/json' };
const echo: ApiHandler = async (request) => {
  try {
    return new Response(await request.text(), { headers: JSON_TYPE });
  } catch (error) {
    return Response.json({ code: (error as { code?: string }).code }, { status: 400 });
  }
};

/** Sends bytes and resolves with all that comes back until the connection ends. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer;
}

t.test('a request arrives as it was sent', async (t) => {
  const { seen, url, port } = await start(t, echo);
  const answer = await fetch(`${url}/a%20b/c?d=e&d=f%26`, {
    method: 'PATCH',
    body: '{"x":"ä"}',
    headers: { ...JSON_TYPE, 'if-match': '"v1"', 'x-own': 'kept' },
  });
  t.equal(answer.status, 200);
  t.equal(await answer.text(), '{"x":"ä"}');
  const { request, env } = seen[0];
  t.equal(request.method, 'PATCH');
  t.equal(request.url, `${url}/a%20b/c?d=e&d=f%26`);
  t.equal(request.headers.get('if-match'), '"v1"');
  t.equal(request.headers.get('x-own'), 'kept');
  const origin = `http://127.0.0.1:${port}`;
  t.match(env, { remote: '127.0.0.1', origin, base: origin });
});

t.test('every method reaches the handler; others are told which do', async (t) => {
  const { seen, url, port } = await start(t, text('{}', { headers: JSON_TYPE }));
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    t.equal((await fetch(`${url}/x`, { method })).status, 200);
    t.equal(seen.at(-1)?.request.method, method);
  }
  const count = seen.length;
  const trace = await raw(port, 'TRACE /api/x HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
  t.match(trace, /^HTTP\/1\.1 405 .*\r\nAllow: GET, HEAD/s);
  t.equal(seen.length, count);
});

t.test('an answer carries the security headers, its own, and a number to find it by', async (t) => {
  const cookies = [
    ['Set-Cookie', 'a=1; HttpOnly'],
    ['Set-Cookie', 'b=2'],
  ] as [string, string][];
  const { url } = await start(t, text('{}', { status: 201, headers: [...cookies, ['ETag', '"v1"']] }));
  const first = await fetch(`${url}/x`);
  t.equal(first.status, 201);
  t.strictSame(first.headers.getSetCookie(), ['a=1; HttpOnly', 'b=2']);
  t.equal(first.headers.get('etag'), '"v1"');
  t.match(first.headers.get('content-security-policy'), /default-src 'none'/);
  t.equal(first.headers.get('x-content-type-options'), 'nosniff');
  const number = first.headers.get('x-request-id');
  t.match(number, /^[0-9a-f-]{36}$/);
  t.not((await fetch(`${url}/x`)).headers.get('x-request-id'), number);
});

t.test('HEAD says what GET would', async (t) => {
  const { seen, url } = await start(t, text('{"a":1}', { headers: { ...JSON_TYPE, ETag: '"v1"' } }));
  const answer = await fetch(`${url}/x`, { method: 'HEAD' });
  t.equal(answer.headers.get('content-length'), '7');
  t.equal(answer.headers.get('etag'), '"v1"');
  t.equal(await answer.text(), '');
  t.equal(seen[0].request.method, 'GET');
});

t.test('answers without a body', async (t) => {
  const { url } = await start(t, async (request) => {
    const status = Number(new URL(request.url).searchParams.get('status'));
    return new Response(null, { status, headers: status === 303 ? { Location: '/' } : {} });
  });
  for (const status of [204, 304, 303, 404]) {
    const answer = await fetch(`${url}/x?status=${status}`, { redirect: 'manual' });
    t.equal(answer.status, status);
    t.equal(await answer.text(), '');
  }
});

t.test('a large answer comes whole, a streamed one piece by piece', async (t) => {
  const large = `"${'x'.repeat(5_000_000)}"`;
  let next: (() => void) | undefined;
  const { url } = await start(t, async (request) => {
    if (request.url.endsWith('large')) return new Response(large, { headers: JSON_TYPE });
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (pieces > 0) await new Promise<void>((resolve) => (next = resolve));
        controller.enqueue(Buffer.from(`${pieces++}\n`));
        if (pieces === 3) controller.close();
      },
    });
    return new Response(body as never, { headers: { 'content-type': 'application/x-ndjson' } });
  });
  t.equal(await (await fetch(`${url}/large`)).text(), large);
  const answer = await fetch(`${url}/stream`);
  const reader = answer.body!.getReader();
  for (const expected of ['0\n', '1\n', '2\n']) {
    t.equal(Buffer.from((await reader.read()).value!).toString(), expected, 'before the next is made');
    next?.();
  }
  t.ok((await reader.read()).done);
});

t.test('a client that takes nothing holds a stream up, and ends it by going away', async (t) => {
  let made = 0;
  let cancelled: () => void = () => {};
  const ended = new Promise<void>((resolve) => (cancelled = resolve));
  const { port } = await start(t, async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        made++;
        controller.enqueue(new Uint8Array(100_000));
      },
      cancel: () => cancelled(),
    });
    return new Response(body as never, { headers: { 'content-type': 'application/octet-stream' } });
  });
  const request = httpRequest({ port, host: '127.0.0.1', path: '/api/x', agent: false });
  request.on('error', () => {});
  request.end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer, 'readable');
  const before = made;
  request.destroy();
  await ended;
  t.ok(made < before + 1000, `${made} pieces`);
});

t.test('a stream that fails ends the connection', async (t) => {
  const { url } = await start(t, async () => {
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pieces++ === 0) controller.enqueue(Buffer.from('half'));
        else controller.error(new Error('broken'));
      },
    });
    return new Response(body as never, { headers: { 'content-type': 'text/csv' } });
  });
  await t.rejects(async () => (await fetch(`${url}/x`)).text());
});

t.test('bodies have a limit and a time', async (t) => {
  const { url, port, seen } = await start(t, echo, { limits: { requestTimeout: '1s' } });
  const most = 'x'.repeat(1024 * 1024);
  t.equal((await (await fetch(`${url}/x`, { method: 'POST', body: most })).text()).length, most.length);

  const large = `POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${most.length + 1}\r\n\r\n${most}x`;
  t.match(await raw(port, large), /^HTTP\/1\.1 400 .*REQUEST_TOO_LARGE/s, 'and the connection ends');
  const slow = await raw(port, `POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\nhalf`);
  t.match(slow, /^HTTP\/1\.1 400 .*REQUEST_TIMEOUT/s);

  const socket = connect(port, '127.0.0.1');
  const count = seen.length;
  socket.write(`POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\nhalf`);
  while (seen.length === count) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  const { env } = seen.at(-1)!;
  if (!env.signal.aborted) await once(env.signal, 'abort');
  t.ok(env.signal.aborted, 'the handler hears that the client went away');
});

t.test('an answer before the end of the body ends the connection', async (t) => {
  const { port } = await start(t, text('{}', { status: 401, headers: JSON_TYPE }));
  const head = `POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 500000\r\n\r\n`;
  t.match(await raw(port, `${head}${'x'.repeat(100_000)}`), /^HTTP\/1\.1 401 /);
});

t.test('headers that are none are refused, and hurt nobody else', async (t) => {
  const { port, seen } = await start(t, text('{}'));
  const ask = async (line: string) =>
    (await raw(port, `GET /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${line}\r\nConnection: close\r\n\r\n`)).split(
      ' ',
    )[1];
  for (const line of [
    'X-Own: \u2603',
    'X-Own: \u0000',
    'X-Own: a\u0001b',
    'X(Own): a',
    'Cookie: \ud83d\ude00',
    'If-Match: \u007f',
  ]) {
    const status = await ask(line);
    t.ok(status === undefined || status === '400' || status === '200', `${JSON.stringify(line)}: ${status}`);
  }
  for (const { request } of seen) for (const [, value] of request.headers) t.notMatch(value, /[\r\n\0]/);
  t.equal(await ask('X-Own: plain'), '200');
});

t.test('paths that are none', async (t) => {
  const { port, seen } = await start(t, text('{}'));
  for (const path of [
    '/api/\u2603',
    '/api/%00',
    '/api/x?\u0001',
    '/api/../healthz',
    '/api/x#y',
    '/api//evil.example/x',
    '/api/\\x',
  ]) {
    const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    t.match(answer, /^(HTTP\/1\.1 (200|400|505)|$)/, path);
  }
  for (const { request } of seen) t.equal(new URL(request.url).host, `127.0.0.1:${port}`);
});

t.test('who is asked for by another name does not answer', async (t) => {
  const { port, seen } = await start(t, text('{}'));
  const ask = (host: string) =>
    raw(port, `GET /api/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).then(
      (answer) => answer.split(' ')[1],
    );
  t.equal(await ask('evil.example'), '403');
  t.equal(await ask('a b'), '403');
  t.equal(seen.length, 0);
  t.equal(await ask(`127.0.0.1:${port}`), '200');
});

t.test('behind a proxy the client is who the proxy says', async (t) => {
  const listen = { publicUrl: 'https://desk.example/sub/', trustedProxies: ['127.0.0.0/8', '2001:db8::1'] };
  const { url, seen } = await start(t, text('{}'), { listen });
  const remoteFor = async (forwarded: string) => {
    await fetch(`${url}/x`, { headers: { 'x-forwarded-for': forwarded } });
    return seen.at(-1)?.env.remote;
  };
  t.equal(await remoteFor('198.51.100.7'), '198.51.100.7');
  t.equal(await remoteFor('203.0.113.9, 198.51.100.7'), '198.51.100.7', 'what the client wrote does not count');
  t.equal(await remoteFor('198.51.100.7, 2001:db8:0::1'), '198.51.100.7', 'two proxies');
  t.equal(await remoteFor('nonsense'), '127.0.0.1');
  t.equal(await remoteFor(''), '127.0.0.1');

  const request = httpRequest(`${url}/x`, { headers: { host: 'desk.example' } }).end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  t.match(seen.at(-1)?.env, { origin: 'https://desk.example', base: 'https://desk.example/sub' });
});

t.test('nobody is believed who is no listed proxy', async (t) => {
  const { url, seen } = await start(t, text('{}'), { listen: { trustedProxies: ['192.0.2.1'] } });
  await fetch(`${url}/x`, { headers: { 'x-forwarded-for': '198.51.100.7' } });
  t.equal(seen[0].env.remote, '127.0.0.1');
});
