import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { GatewayError } from '../../src/errors.js';
import { checkpoint, type Phase, read, send, upgradeToTls } from '../../src/rdp/connect/phase.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { dialTcp } from '../../src/transport/dial.js';
import { Handshake } from '../../src/transport/handshake.js';
import type { FrameTap, HostOptions } from '../../src/transport/types.js';

const TPKT = Uint8Array.of(3, 0, 0, 7, 2, 0xf0, 0x80);
const TS_REQUEST = Uint8Array.of(0x30, 2, 5, 0);

const options = (port: number, more: Partial<HostOptions> = {}): HostOptions => ({
  ...HOST_DEFAULTS,
  target: { host: '127.0.0.1', port },
  credentials: { username: '', domain: '', password: '' },
  ...more,
});

/** A handshake with a peer on loopback that does what `peer` says. */
async function start(
  t: Test,
  peer: (socket: Socket) => void,
  more: Partial<HostOptions> = {},
  abort = new AbortController(),
) {
  const server = createServer((socket) => {
    t.teardown(() => socket.destroy());
    socket.on('error', () => {});
    peer(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const raw = await dialTcp({ host: '127.0.0.1', port }, { signal: abort.signal });
  t.teardown(() => raw.destroy());
  return new Handshake(raw, options(port, more), abort.signal);
}

t.test('units come one at a time however the bytes arrive', async (t) => {
  const handshake = await start(t, (socket) => {
    const bytes = [...TPKT, ...TS_REQUEST, 0, 3, 0xaa];
    const next = (): void => {
      const byte = bytes.shift();
      if (byte !== undefined) socket.write(Uint8Array.of(byte), () => setImmediate(next));
    };
    next();
  });
  function* sequence(): Phase<Uint8Array[]> {
    return [yield* read('tpkt'), yield* read('ts-request'), yield* read('frame')];
  }
  t.same(
    (await handshake.run(sequence())).map((unit) => Uint8Array.from(unit)),
    [TPKT, TS_REQUEST, Uint8Array.of(0, 3, 0xaa)],
  );
});

t.test('bytes behind the last unit are handed over', async (t) => {
  const handshake = await start(t, (socket) => socket.write(Uint8Array.of(...TPKT, 1, 2, 3)));
  function* sequence(): Phase<Uint8Array> {
    return yield* read('tpkt');
  }
  await handshake.run(sequence());
  t.same(Uint8Array.from(handshake.rest()), Uint8Array.of(1, 2, 3));
});

t.test('bytes that come before TLS are refused', async (t) => {
  const handshake = await start(t, (socket) => socket.write(Uint8Array.of(...TPKT, 1, 2, 3)));
  function* sequence(): Phase<void> {
    yield* read('tpkt');
    yield* upgradeToTls();
  }
  await t.rejects(handshake.run(sequence()), { code: 'PDU_UNEXPECTED' });
});

/** Each way in which a connection ends, and what is said about it. */
const ends: {
  name: string;
  sequence: () => Phase<unknown>;
  expect: { code: string; context: object; message?: RegExp };
}[] = [
  {
    name: 'during negotiation',
    *sequence() {
      yield* read('tpkt');
    },
    expect: { code: 'HOST_CLOSED', context: { phase: 'negotiation' }, message: /during negotiation/ },
  },
  {
    name: 'during TLS',
    *sequence() {
      yield* upgradeToTls();
    },
    expect: { code: 'HOST_CLOSED', context: { phase: 'tls' } },
  },
  {
    name: 'before the password was proved',
    *sequence() {
      yield* checkpoint('tls');
      yield* read('ts-request');
    },
    expect: { code: 'NLA_FAILED', context: { phase: 'nla' } },
  },
  {
    name: 'during channels',
    *sequence() {
      yield* checkpoint('nla');
      yield* read('tpkt');
    },
    expect: { code: 'HOST_CLOSED', context: { phase: 'channels' } },
  },
  {
    name: 'during licensing',
    *sequence() {
      yield* checkpoint('channels');
      yield* read('frame');
    },
    expect: { code: 'HOST_CLOSED', context: { phase: 'licensing' } },
  },
  {
    name: 'during activation',
    *sequence() {
      yield* checkpoint('licensed');
      yield* read('frame');
    },
    expect: { code: 'HOST_CLOSED', context: { phase: 'activation' } },
  },
];

for (const { name, sequence, expect } of ends) {
  t.test(`a host that closes ${name} is told apart`, async (t) => {
    const handshake = await start(t, (socket) => socket.end());
    await t.rejects(handshake.run(sequence()), expect);
  });
}

t.test('a host that closes on the proof of the password rejects it', async (t) => {
  const handshake = await start(t, (socket) => {
    socket.write(TS_REQUEST);
    socket.once('data', () => socket.end());
  });
  function* sequence(): Phase<void> {
    yield* read('ts-request');
    yield* send(TS_REQUEST);
    yield* read('ts-request');
  }
  await t.rejects(handshake.run(sequence()), { code: 'CREDENTIALS_REJECTED', message: /ended the connection/ });
});

t.test('a host that leaves NLA on the proof of the password rejects it', async (t) => {
  const handshake = await start(t, (socket) => {
    socket.write(TS_REQUEST);
    socket.once('data', () => socket.write(TPKT));
  });
  function* sequence(): Phase<void> {
    yield* read('ts-request');
    yield* send(TS_REQUEST);
    yield* read('ts-request');
  }
  await t.rejects(handshake.run(sequence()), { code: 'CREDENTIALS_REJECTED' });
});

t.test('a reset is a close', async (t) => {
  const handshake = await start(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  function* sequence(): Phase<void> {
    yield* send(TPKT);
    yield* read('tpkt');
  }
  await t.rejects(handshake.run(sequence()), { code: 'HOST_CLOSED', context: { phase: 'negotiation' } });
});

t.test('a silent host ends with the reason of the signal', async (t) => {
  const abort = new AbortController();
  const handshake = await start(t, () => {}, {}, abort);
  function* sequence(): Phase<void> {
    yield* read('tpkt');
  }
  const run = handshake.run(sequence());
  abort.abort(new GatewayError('HOST_TIMEOUT'));
  await t.rejects(run, { code: 'HOST_TIMEOUT' });
});

t.test('bytes that cannot be a unit are refused by the reader', async (t) => {
  const handshake = await start(t, (socket) => socket.write('GET / HTTP/1.1\r\n\r\n'));
  function* sequence(): Phase<void> {
    yield* read('tpkt');
  }
  await t.rejects(handshake.run(sequence()), { code: 'PDU_INVALID', pdu: 'TPKT' });
});

t.test('the tap sees neither NLA nor what is sent before the licence', async (t) => {
  const received: number[] = [];
  const sent: number[] = [];
  const tap: FrameTap = {
    received: (unit) => received.push(unit.length),
    sent: (unit) => sent.push(unit[0]),
  };
  const handshake = await start(t, (socket) => socket.write(Uint8Array.of(...TPKT, ...TS_REQUEST, ...TPKT, 0, 3, 1)), {
    tap,
  });
  function* sequence(): Phase<void> {
    yield* send(Uint8Array.of(1));
    yield* read('tpkt');
    yield* checkpoint('tls');
    yield* send(Uint8Array.of(2));
    yield* read('ts-request');
    yield* checkpoint('nla');
    yield* send(Uint8Array.of(3));
    yield* read('tpkt');
    yield* checkpoint('licensed');
    yield* send(Uint8Array.of(4));
    yield* read('frame');
  }
  await handshake.run(sequence());
  t.same(received, [TPKT.length, 3]);
  t.same(sent, [4]);
});

t.test('a host that asks for answers and does not read them is given up', async (t) => {
  const handshake = await start(t, (socket) => socket.pause());
  function* sequence(): Phase<void> {
    yield* checkpoint('channels');
    for (;;) yield* send(new Uint8Array(16_384));
  }
  await t.rejects(handshake.run(sequence()), { code: 'HOST_TIMEOUT', context: { phase: 'licensing' } });
});
