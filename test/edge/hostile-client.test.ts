import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { WebSocket } from 'ws';
import { HELLO, ViewerClient } from '../support/viewer-client.js';
import { openSession, start } from './support.js';

/** Beginnings that lead into the HTTP parser, the router and the WebSocket handshake before they go wrong. */
const BEGINNINGS = [
  '',
  'GET / HTTP/1.1\r\n',
  'POST /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n',
  'POST /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n',
  'POST /sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n',
  'GET /sessions/x/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n',
  'GET /sessions/%00/tiles?since=%ff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
];

t.test('rubbish on the port disturbs nobody', async (t) => {
  const gateway = await start(t);
  const { session, at, headers } = await openSession(gateway);
  const good = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...BEGINNINGS), fc.uint8Array({ maxLength: 200 }), async (beginning, rest) => {
      const socket = connect(gateway.gateway.port, '127.0.0.1');
      socket.on('error', () => {}).resume();
      await once(socket, 'connect');
      socket.end(Buffer.concat([Buffer.from(beginning), rest]));
      await once(socket, 'close');
    }),
    { numRuns: 150 },
  );
  viewer.frame(10);
  await good.next('frame');
  t.equal((await fetch(`${gateway.url}/healthz`)).status, 200);
});

t.test('rubbish in a WebSocket ends that viewer only', async (t) => {
  const gateway = await start(t);
  const { session, at, headers } = await openSession(gateway);
  const good = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
      const bad = new ViewerClient(`${at}/ws`, { headers });
      await once(bad.socket, 'open');
      bad.socket.send(bytes);
      const { code } = await bad.closed;
      if (code !== 4402) throw new Error(`closed with ${code}`);
    }),
    { numRuns: 50 },
  );
  viewer.frame(10);
  await good.next('frame');
  t.equal(session.viewers.length, 1);
});

t.test('who answers no ping is closed, who does may be quiet', async (t) => {
  const { session, at, headers } = await openSession(await start(t, { viewers: { idleTimeout: '8s' } }));
  const quiet = await ViewerClient.enter(`${at}/ws`, { headers });
  const dead = new WebSocket(`${at.replace('http', 'ws')}/ws`, { headers, autoPong: false });
  await once(dead, 'open');
  const [code] = await once(dead, 'close');
  t.equal(code, 1006);
  quiet.send('ping', { time: 1 });
  const viewer = await session.viewer();
  t.match(await viewer.messages(1), [{ type: 'ping' }]);
  t.same(viewer.hello, HELLO);
});
