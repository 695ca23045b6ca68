import type { WebSocket } from 'uWebSockets.js';
import { once } from 'node:events';
import fc from 'fast-check';
import t from 'tap';
import { PollSink } from '../../src/edge/poll-sink.js';
import { SocketSink } from '../../src/edge/socket-sink.js';
import { GatewayError } from '../../src/errors.js';
import { writeFrame } from '../../src/wire/frame.js';
import { sequences } from '../support/viewer-client.js';

const BUDGET = 1000;

const frame = (sequence: number, length: number): Uint8Array =>
  writeFrame(sequence, { generation: 1, tileCount: 1, arrivedAt: 0, tiles: [new Uint8Array(length)] });

/** A socket whose network takes as many bytes as the test says. */
class FakeSocket {
  readonly sent: Uint8Array[] = [];
  buffered = 0;
  most = 0;
  ended: { code: number; reason: string } | undefined;
  answer = 1;

  getBufferedAmount(): number {
    return this.buffered;
  }

  cork(work: () => void): void {
    work();
  }

  send(message: Uint8Array): number {
    this.sent.push(message);
    this.buffered += message.length;
    this.most = Math.max(this.most, this.buffered);
    return this.answer;
  }

  end(code: number, reason: string): void {
    this.ended = { code, reason };
  }
}

interface Setup {
  readonly socket: FakeSocket;
  readonly sink: SocketSink;
  readonly counts: { sent: number; dropped: number };
}

function setup(): Setup {
  const socket = new FakeSocket();
  const counts = { sent: 0, dropped: 0 };
  const sink = new SocketSink(socket as unknown as WebSocket<unknown>, {
    budget: BUDGET,
    onSent: (bytes) => {
      counts.sent += bytes;
    },
    onDropped: () => {
      counts.dropped += 1;
    },
  });
  return { socket, sink, counts };
}

/** Lets the network take bytes, as uWebSockets.js reports it, until nothing waits. */
async function drain({ socket, sink }: Setup, step: number): Promise<void> {
  while (socket.buffered > 0) {
    socket.buffered = Math.max(0, socket.buffered - step);
    sink.drained();
    await new Promise(setImmediate);
  }
}

t.test('whatever is written, the socket holds its budget or one message, and order is kept', async (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lengths, fc.integer({ min: 1, max: 3000 }), async (sizes, step) => {
      const all = setup();
      const messages = sizes.map((length, index) => frame(index + 1, length));
      for (const message of messages) all.sink.write(message);
      await drain(all, step);
      t.same(sequences(all.socket.sent), sequences(messages));
      const longest = Math.max(...messages.map(({ length }) => length));
      if (all.socket.most > Math.max(BUDGET, longest)) throw new Error(`${all.socket.most} bytes waited`);
      t.equal(all.sink.writableLength, 0);
      t.equal(
        all.counts.sent,
        messages.reduce((sum, { length }) => sum + length, 0),
      );
    }),
    { numRuns: 60 },
  );
});

t.test('a sink says when it has no room and when it has again', async (t) => {
  const all = setup();
  t.ok(all.sink.write(frame(1, 900)), 'taken at once');
  all.sink.write(frame(2, 900));
  t.equal(all.socket.sent.length, 1, 'held');
  t.notOk(all.sink.write(frame(3, 900)), 'no room');
  const drained = once(all.sink, 'drain');
  await drain(all, 200);
  await drained;
  t.equal(all.sink.writableLength, 0);
  t.equal(all.socket.sent.length, 3);
});

t.test('end waits for what is held, destroy does not', async (t) => {
  const ending = setup();
  ending.sink.write(frame(1, 900));
  ending.sink.end(frame(2, 900));
  t.equal(ending.socket.ended, undefined);
  await drain(ending, 500);
  t.equal(ending.socket.sent.length, 2);
  t.same(ending.socket.ended, { code: 1000, reason: '' });

  const destroyed = setup();
  destroyed.sink.write(frame(1, 900));
  destroyed.sink.write(frame(2, 900));
  destroyed.sink.destroy(new GatewayError('HOST_CLOSED'));
  t.same(destroyed.socket.ended, { code: 4413, reason: 'HOST_CLOSED: host closed the connection' });
  await once(destroyed.sink, 'close');
});

t.test('errors that are no business of viewers are INTERNAL to them', async (t) => {
  for (const error of [new Error('stack and all'), new GatewayError('NATIVE_MISSING')]) {
    const { sink, socket } = setup();
    sink.destroy(error);
    t.same(socket.ended, { code: 4500, reason: 'INTERNAL: something went wrong in the gateway' });
  }
});

t.test('a socket that is gone is not touched any more', async (t) => {
  const { sink, socket } = setup();
  sink.disconnected();
  t.equal(sink.bufferedBytes, 0);
  sink.write(frame(1, 10));
  sink.drained();
  sink.destroy();
  t.equal(socket.sent.length, 0);
  t.equal(socket.ended, undefined);
});

t.test('what the socket throws away is counted', async (t) => {
  const { sink, socket, counts } = setup();
  socket.answer = 2;
  sink.write(frame(1, 10));
  t.same(counts, { sent: 0, dropped: 1 });
});

t.test('a poll sink keeps its budget or one message until they are confirmed', async (t) => {
  const sink = new PollSink({ budget: BUDGET, onSent: () => {} });
  for (const [sequence, length] of [300, 300, 2000, 100].entries()) sink.write(frame(sequence + 1, length));
  t.ok(sink.bufferedBytes <= BUDGET);
  t.same(sink.confirm(1), [1]);
  t.same(sink.confirm(1), [], 'once');
  t.same(sink.confirm(2), [2]);
  t.ok(sink.bufferedBytes > 2000, 'the large one passes alone');
  t.same(sink.confirm(99), [3]);
  t.same(sink.confirm(99), [4]);
  t.equal(sink.bufferedBytes, 0);
  t.equal(sink.exhausted, undefined);
  sink.destroy(new GatewayError('HOST_CLOSED'));
  t.equal(sink.exhausted, 'HOST_CLOSED');
  t.equal((await sink.take(1000)).length, 0, 'nothing comes any more');
});

t.test('what a viewer by poll that has ended does not fetch is forgotten', async (t) => {
  const sink = new PollSink({ budget: BUDGET, lingerMs: 1, onSent: () => {} });
  sink.write(frame(1, 100));
  sink.destroy(new GatewayError('VIEWER_FLOOD'));
  t.ok(sink.bufferedBytes > 0, 'it may still be fetched');
  t.equal(sink.exhausted, undefined);
  while (sink.bufferedBytes > 0) await new Promise(setImmediate);
  t.equal(sink.exhausted, 'VIEWER_FLOOD');
});
