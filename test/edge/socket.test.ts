import { once } from 'node:events';
import t from 'tap';
import { WebSocket } from 'ws';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';
import { HELLO, ViewerClient } from '../support/viewer-client.js';
import { openSession, start } from './support.js';

t.test('messages travel both ways as they are', async (t) => {
  const { session, at, headers } = await openSession(await start(t));
  const client = await ViewerClient.enter(`${at}/ws`, { headers }, { width: 1000 });
  const viewer = await session.viewer();
  t.same(viewer.hello, { ...HELLO, width: 1000 });
  t.match(await client.next('desktop'), { sequence: 1, body: { width: 640 } });

  client.send('ping', { time: 5 });
  client.send('input', [{ type: 'move', x: 1, y: 2 }]);
  t.match(await viewer.messages(2), [
    { type: 'ping', body: { time: 5 } },
    { type: 'input', body: [{ type: 'move', x: 1, y: 2 }] },
  ]);

  const { message } = viewer.frame(1000);
  await client.next('frame');
  t.same(new Uint8Array(client.raw[1]), message);
  await client.close();
  await t.resolves(session.close());
});

t.test('who may not enter is told why', async (t) => {
  const gateway = await start(t, { listen: { origins: ['https://portal.example'] } });
  const { at, headers, session } = await openSession(gateway);
  const refused = async (extra: Record<string, string>, code: string, close: number): Promise<void> => {
    const client = new ViewerClient(`${at}/ws`, { headers: { ...headers, ...extra } });
    t.match(await client.closed, { code: close, reason: new RegExp(code) });
    t.match(client.messages, [{ type: 'bye', sequence: 1, body: { code } }]);
  };
  await refused({ origin: 'https://evil.example' }, 'ORIGIN_REFUSED', 4441);
  await refused({ origin: 'null' }, 'ORIGIN_REFUSED', 4441);
  await refused({ host: 'evil.example', origin: 'http://evil.example' }, 'ORIGIN_REFUSED', 4441);
  await refused({ 'sec-fetch-site': 'cross-site' }, 'ORIGIN_REFUSED', 4441);
  await refused({ authorization: 'Bearer nothing' }, 'SESSION_NOT_FOUND', 4443);
  t.equal(session.viewers.length, 0);

  for (const origin of [gateway.url, 'https://portal.example']) {
    const client = await ViewerClient.enter(`${at}/ws`, { headers: { ...headers, origin } });
    await client.next('desktop');
    await client.close();
  }
});

t.test('a first message that is no hello ends the viewer', async (t) => {
  const { at, headers } = await openSession(await start(t));
  const rows: [string, string | Uint8Array, string, number][] = [
    ['another message', writeViewerMessage('ping', 1, { time: 1 }), 'WIRE_INVALID', 4402],
    ['rubbish', Uint8Array.of(1, 2, 3), 'WIRE_INVALID', 4402],
    ['text', 'hello', 'WIRE_INVALID', 4402],
    ['nothing', new Uint8Array(), 'WIRE_INVALID', 4402],
    ['another version', writeViewerMessage('hello', 1, { ...HELLO, version: 99 }), 'VERSION_MISMATCH', 4442],
    ['a desktop of nothing', writeViewerMessage('hello', 1, { ...HELLO, width: 0 }), 'WIRE_INVALID', 4402],
  ];
  for (const [name, bytes, code, close] of rows) {
    const client = new ViewerClient(`${at}/ws`, { headers });
    await once(client.socket, 'open');
    client.socket.send(bytes);
    t.match(await client.closed, { code: close, reason: new RegExp(code) }, name);
    t.match(client.messages, [{ type: 'bye', body: { code } }], name);
  }
});

t.test('silence before hello ends the viewer', async (t) => {
  const { at, headers } = await openSession(await start(t, { viewers: { helloTimeout: '1s' } }));
  const client = new ViewerClient(`${at}/ws`, { headers });
  t.match(await client.closed, { code: 4446 });
});

t.test('one viewer that misbehaves does not disturb another', async (t) => {
  const { session, at, headers } = await openSession(await start(t, { viewers: { messagesPerSecond: 50 } }));
  const good = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer(0);
  const malformed = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer(1);
  malformed.socket.send(Uint8Array.of(0xff, 0, 0, 0));
  t.match(await malformed.closed, { code: 4402 });

  const oversized = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer(2);
  oversized.socket.send(new Uint8Array(70_000));
  t.match(await oversized.closed, { code: 1006 });

  const flood = await ViewerClient.enter(`${at}/ws`, { headers });
  await session.viewer(3);
  for (let i = 0; i < 200; i++) flood.send('ping', { time: i });
  t.match(await flood.closed, { code: 4449, reason: /VIEWER_FLOOD/ });

  good.send('ping', { time: 1 });
  await (await session.viewer(0)).messages(1);
  t.equal(good.socket.readyState, WebSocket.OPEN);
});

t.test('a viewer that stops reading holds no more than its budget', async (t) => {
  const budget = 256 * 1024;
  const gateway = await start(t, { viewers: { budget } });
  const { session, at, headers } = await openSession(gateway);
  const client = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  await client.next('desktop');
  client.socket.pause();

  // The network takes a few megabytes; what counts is that the rest stays with whoever writes.
  const sent: Uint8Array[] = [];
  for (let i = 0; i < 400; i++) {
    const { wrote, message } = viewer.frame(60_000);
    sent.push(message);
    if (!wrote && viewer.sink.writableLength > 0) break;
  }
  t.ok(viewer.sink.writableLength > 0, 'the sink holds what does not fit');
  const waiting = await buffered(gateway.url);
  t.ok(waiting > 0 && waiting <= budget, `${waiting} bytes wait in the socket`);

  const drained = once(viewer.sink, 'drain');
  client.socket.resume();
  await drained;
  const last = await client.next('frame', sent.length);
  t.equal(last.sequence, sent.length + 1, 'every message arrives');
  t.same(
    client.messages.map(({ sequence }) => sequence),
    Array.from({ length: sent.length + 1 }, (_, i) => i + 1),
    'in order',
  );
  t.match(await metrics(gateway.url), /sluice_viewer_dropped_messages_total 0\n/);
});

t.test('a message larger than the budget passes alone', async (t) => {
  const { session, at, headers } = await openSession(await start(t, { viewers: { budget: '64KiB' } }));
  const client = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  viewer.frame(5_000_000);
  viewer.frame(5_000_000);
  const last = await client.next('frame', 2);
  t.equal(last.body.tiles.length, 5_000_000);
});

t.test('a viewer that goes away while bytes wait takes its sink along', async (t) => {
  const { session, at, headers } = await openSession(await start(t));
  const client = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  client.socket.pause();
  for (let i = 0; i < 30; i++) viewer.frame(1_000_000);
  const closed = once(viewer.sink, 'close');
  client.socket.terminate();
  await closed;
  t.ok(viewer.sink.destroyed);
  t.equal(viewer.sink.write(new Uint8Array(12)), false, 'a late write is no crash');
});

const metrics = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

const buffered = async (url: string): Promise<number> =>
  Number(/^sluice_viewer_buffered_bytes (\d+)$/m.exec(await metrics(url))?.[1]);
