import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { concat } from '../../src/bytes/writer.js';
import { Poller } from '../../src/edge/poller.js';
import { framePrefix } from '../../src/wire/frame.js';
import { HEADER } from '../../src/wire/header.js';
import { writeViewerMessage } from '../../src/wire/viewer-messages.js';
import { FakeSession } from '../support/fake-session.js';
import { HELLO, sequences, ViewerClient } from '../support/viewer-client.js';
import { type Opened, openSession, start } from './support.js';

const hello = writeViewerMessage('hello', 1, HELLO);

const tiles = ({ at, headers }: Opened, query: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${at}/tiles?${query}`, { headers, signal });

const post = ({ at, headers }: Opened, viewer: string, ...messages: Uint8Array[]): Promise<Response> =>
  fetch(`${at}/messages?viewer=${viewer}`, { method: 'POST', headers, body: new Uint8Array(concat(messages)) });

const bytes = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

t.test('long poll and WebSocket carry the same bytes', async (t) => {
  const opened = await openSession(await start(t));
  const { session, at, headers } = opened;
  const client = await ViewerClient.enter(`${at}/ws`, { headers });
  const first = await session.viewer(0);
  t.equal((await post(opened, 'p', hello)).status, 204);
  const second = await session.viewer(1);
  for (const viewer of [first, second]) for (const length of [10, 2000, 30]) viewer.frame(length);

  await client.next('frame', 3);
  const polled = await bytes(await tiles(opened, 'viewer=p&since=0'));
  t.same(polled, concat(client.raw.map((message) => new Uint8Array(message))));
});

t.test('a poll waits, is repeated, and confirms', async (t) => {
  const opened = await openSession(await start(t));
  await post(opened, 'p', hello);
  const viewer = await opened.session.viewer();
  const first = await bytes(await tiles(opened, 'viewer=p&since=0'));
  t.same(await bytes(await tiles(opened, 'viewer=p&since=0')), first, 'the answer may have been lost');

  const waiting = tiles(opened, 'viewer=p&since=1');
  const { message } = viewer.frame(100);
  t.same(await bytes(await waiting), message);
  t.equal(
    (await tiles(opened, 'viewer=p&since=0')).status,
    200,
    'asking again for what was confirmed brings what is left',
  );
});

t.test('an empty poll ends without content', async (t) => {
  const opened = await openSession(await start(t, { viewers: { pollTimeout: '100ms' } }));
  await post(opened, 'p', hello);
  await tiles(opened, 'viewer=p&since=0');
  t.equal((await tiles(opened, 'viewer=p&since=1')).status, 204);
});

t.test('a second poll takes the place of the first', async (t) => {
  const opened = await openSession(await start(t));
  await post(opened, 'p', hello);
  const viewer = await opened.session.viewer();
  await tiles(opened, 'viewer=p&since=0');
  const first = tiles(opened, 'viewer=p&since=1');
  // The first poll is waiting once another request was answered after it.
  await post(opened, 'p', writeViewerMessage('ping', 2, { time: 1 }));
  const second = tiles(opened, 'viewer=p&since=1');
  t.equal((await first).status, 204);
  viewer.frame(10);
  t.equal((await second).status, 200);
});

t.test('a repeated POST counts once', async (t) => {
  const opened = await openSession(await start(t));
  const ping = writeViewerMessage('ping', 2, { time: 1 });
  const ack = writeViewerMessage('ack', 3, { sequence: 9, drawMs: 1 });
  await post(opened, 'p', hello, ping);
  await post(opened, 'p', hello, ping);
  await post(opened, 'p', ping, ack);
  const viewer = await opened.session.viewer();
  t.same(
    (await viewer.messages(2)).map(({ type }) => type),
    ['ping', 'ack'],
  );
  t.equal(opened.session.viewers.length, 1);
});

t.test('a client that only polls is greeted for, and its polls acknowledge', async (t) => {
  const opened = await openSession(await start(t));
  const first = await bytes(await tiles(opened, 'since=0'));
  t.equal(first[0], 3, 'desktop');
  const viewer = await opened.session.viewer();
  t.same(viewer.hello, HELLO);
  viewer.frame(10);
  viewer.frame(10);
  const both = await bytes(await tiles(opened, 'since=1'));
  t.equal(both.length, 2 * (framePrefix({}) + 10));
  const rest = tiles(opened, 'since=3');
  t.same(
    (await viewer.messages(2)).map(({ type, body }) => [type, (body as { sequence: number }).sequence]),
    [
      ['ack', 2],
      ['ack', 3],
    ],
  );
  await opened.session.close();
  t.equal((await rest).status, 410);
});

t.test('a viewer that does not fetch holds no more than its budget', async (t) => {
  const opened = await openSession(await start(t, { viewers: { budget: '64KiB' } }));
  await post(opened, 'p', hello);
  const viewer = await opened.session.viewer();
  const sent = Array.from({ length: 10 }, () => viewer.frame(20_000).message);
  t.ok(viewer.sink.writableLength >= 6 * 20_000, 'the rest waits with the writer');
  let since = 0;
  const received: number[] = [];
  while (received.length < sent.length + 1) {
    const body = await bytes(await tiles(opened, `viewer=p&since=${since}`));
    t.ok(body.length <= 64 * 1024);
    const fresh = splitMessages(body);
    received.push(...sequences(fresh));
    since = received.at(-1) ?? 0;
  }
  t.same(
    received,
    Array.from({ length: 11 }, (_, i) => i + 1),
  );
});

t.test('answers that nobody reads are cut off, the oldest first', async (t) => {
  const gateway = await start(t);
  const opened = await openSession(gateway);
  await post(opened, 'p', hello);
  const viewer = await opened.session.viewer();
  const { message } = viewer.frame(30_000_000);
  const path = new URL(opened.at).pathname;
  const request = [
    `GET ${path}/tiles?viewer=p&since=1 HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: ${opened.headers.authorization}`,
  ];
  const sockets: Socket[] = [];
  const closed: number[] = [];
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (let i = 0; i < 34; i++) {
    const socket = connect(gateway.gateway.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {}).on('close', () => closed.push(i));
    socket.write(`${request.join('\r\n')}\r\n\r\n`);
    // The answer has begun; the rest of it stays where it is.
    await once(socket, 'readable');
  }
  for (const socket of sockets.slice(0, 2)) {
    socket.resume();
    if (!socket.destroyed) await once(socket, 'close');
  }
  t.same(closed, [0, 1]);
  sockets[33].destroy();
  t.equal((await bytes(await tiles(opened, 'viewer=p&since=1'))).length, message.length, 'who reads gets everything');
});

t.test('what cannot be read ends the viewer with its code', async (t) => {
  const opened = await openSession(await start(t));
  const rows: [string, Uint8Array, string][] = [
    ['rubbish', Uint8Array.of(1, 2, 3), 'WIRE_INVALID'],
    ['nothing', new Uint8Array(), 'WIRE_INVALID'],
  ];
  for (const [name, body, code] of rows) {
    const answer = await post(opened, 'a', body);
    t.equal(answer.status, 400, name);
    t.match(await answer.json(), { code });
  }
  const wrong = await post(opened, 'b', writeViewerMessage('ping', 1, { time: 1 }));
  t.equal(wrong.status, 204, 'the reason comes in words');
  const bye = await bytes(await tiles(opened, 'viewer=b&since=0'));
  t.equal(bye[0], 9, 'bye');
  const gone = await tiles(opened, 'viewer=b&since=1');
  t.equal(gone.status, 410);
  t.match(await gone.json(), { code: 'WIRE_INVALID' });

  t.equal((await post(opened, 'c', new Uint8Array(70_000))).status, 413);
  t.equal((await post(opened, 'not/a/name', hello)).status, 400);
  t.equal((await tiles(opened, 'since=minus')).status, 400);
  t.equal((await tiles(opened, 'viewer=nobody&since=5')).status, 404);
  t.equal((await fetch(`${opened.at}/tiles?since=0`)).status, 404, 'no key');
});

t.test('a viewer that stops asking is ended', async (t) => {
  const session = new FakeSession({ name: 'First' });
  const poller = new Poller(session, { budget: 1000, idleTimeoutMs: 50, messagesPerSecond: 50, onSent: () => {} });
  poller.greet();
  t.equal((await poller.poll(1, 200)).length, 0);
  t.notOk(poller.sink.destroyed, 'who waits for us is there');
  await once(poller.sink, 'close');
  t.equal(poller.sink.exhausted, 'VIEWER_TIMEOUT');
});

t.test('going away while waiting leaves the viewer there', async (t) => {
  const opened = await openSession(await start(t));
  await post(opened, 'p', hello);
  const viewer = await opened.session.viewer();
  await tiles(opened, 'viewer=p&since=0');
  const abort = new AbortController();
  const waiting = tiles(opened, 'viewer=p&since=1', abort.signal);
  await post(opened, 'p', writeViewerMessage('ping', 2, { time: 1 }));
  abort.abort();
  await t.rejects(waiting);
  viewer.frame(10);
  t.equal((await tiles(opened, 'viewer=p&since=1')).status, 200);
});

function splitMessages(body: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    const length = HEADER + new DataView(body.buffer, body.byteOffset + at).getUint32(4, true);
    messages.push(body.subarray(at, at + length));
    at += length;
  }
  return messages;
}
