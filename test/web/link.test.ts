import t from 'tap';
import { fromHex } from '../../src/bytes/text.js';
import { ERRORS, type ErrorCode } from '../../src/errors.js';
import { Link, type LinkState } from '../../src/web/connection/link.js';
import { problemOfClose } from '../../src/web/connection/problem.js';
import type { TransportEvents, TransportKind } from '../../src/web/connection/transport.js';
import { readFrame } from '../../src/wire/frame.js';
import { writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { writeMessage } from '../../src/wire/header.js';
import type { GatewayMessage, Hello, ViewerMessage } from '../../src/wire/messages.js';
import { readViewerMessage } from '../../src/wire/viewer-messages.js';

const HELLO: Hello = {
  ...{ version: 2, width: 800, height: 600, scaleFactor: 100, keyboardLayout: 0x409, cacheSlots: 16 },
  ...{ video: 0, handedOn: false, unpacks: true },
};

/** A transport in the hands of the test. */
interface Opened {
  readonly kind: TransportKind;
  readonly events: TransportEvents;
  readonly sent: ViewerMessage[];
  closed: boolean;
}

function linkInHand() {
  let now = 1000;
  let timers: { at: number; task: () => void }[] = [];
  const transports: Opened[] = [];
  const states: LinkState[] = [];
  const messages: GatewayMessage[] = [];
  const open = (kind: TransportKind) => (events: TransportEvents) => {
    const opened: Opened = { kind, events, sent: [], closed: false };
    transports.push(opened);
    return {
      send: (message: Uint8Array) => void opened.sent.push(readViewerMessage(message)),
      close: () => {
        opened.closed = true;
      },
    };
  };
  const link = new Link({
    open: { websocket: open('websocket'), poll: open('poll') },
    hello: () => HELLO,
    clock: {
      now: () => now,
      later: (task, ms) => {
        const timer = { at: now + ms, task };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
    random: () => 0,
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
  });
  const advance = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((other) => other !== next);
      now = next.at;
      next.task();
    }
    now = end;
  };
  const last = () => transports[transports.length - 1];
  const welcome = (graceMs = 60_000) => {
    last().events.opened();
    last().events.received(writeGatewayMessage('welcome', 1, { version: 1, sessionId: 's', graceMs, gateway: 'g' }));
  };
  return { link, transports, states, messages, advance, last, welcome, now: () => now };
}

const bye = (code: ErrorCode, sequence = 2): Uint8Array => {
  const { message, advice } = ERRORS[code];
  return writeGatewayMessage('bye', sequence, { code, message, advice });
};

t.test('greets, and is open once welcomed', async (t) => {
  const { last, states, welcome, link } = linkInHand();
  t.equal(link.send('ping', { time: 1 }), false, 'nothing leaves before');
  welcome();
  t.match(last().sent[0], { type: 'hello', sequence: 1, body: HELLO });
  t.same(states, [{ state: 'opening' }, { state: 'open', transport: 'websocket' }]);
});

t.test('packed frames are read, and nothing is remembered from one connection to the next', async (t) => {
  const { last, messages, states, welcome, advance } = linkInHand();
  const packed = (sequence: number, bytes: string): Uint8Array => writeMessage('frame', sequence, fromHex(bytes), true);
  const zeros = '1a000000 1f 00 01 06';
  const again = '1a000000 0f 1a 07';
  const body = readFrame(new Uint8Array(26));
  welcome();
  last().events.received(packed(2, zeros));
  last().events.received(packed(3, again));
  t.same(
    messages.slice(-2),
    [2, 3].map((sequence) => ({ type: 'frame', sequence, body })),
  );
  last().events.closed({});
  advance(125);
  welcome();
  last().events.received(packed(2, again));
  t.match(states.at(-1), { state: 'ended', problem: { code: 'WIRE_INVALID' } });
});

t.test('measures the round trip and the gateway clock', async (t) => {
  const { last, welcome, link, advance, now } = linkInHand();
  welcome();
  const ping = last().sent.find(({ type }) => type === 'ping');
  advance(40);
  const time = ping?.type === 'ping' ? ping.body.time : Number.NaN;
  last().events.received(writeGatewayMessage('pong', 2, { time, gatewayTime: 5_000 }));
  t.equal(link.roundTrip, 40);
  t.equal(link.gatewayNow(), 5_020);
  t.equal(now(), 1040);
});

t.test('comes back after a drop, waiting longer each time', async (t) => {
  const { last, states, welcome, advance, transports, link } = linkInHand();
  welcome();
  last().events.closed({});
  t.match(states.at(-1), { state: 'lost', attempt: 1, retryInMs: 125 });
  t.equal(link.send('input', []), false, 'input is dropped, not kept');
  advance(125);
  t.equal(transports.length, 2);
  last().events.closed({});
  t.match(states.at(-1), { state: 'lost', attempt: 2, retryInMs: 250 });
  advance(250);
  welcome();
  t.match(states.at(-1), { state: 'open' });
  t.match(last().sent[0], { type: 'hello', sequence: 1 }, 'sequences start anew');
});

t.test('gives up when the grace period is over', async (t) => {
  const { last, states, welcome, advance } = linkInHand();
  welcome(3_000);
  last().events.closed({});
  for (let i = 0; i < 20 && states.at(-1)?.state === 'lost'; i++) {
    advance(5_000);
    last().events.closed({});
  }
  t.match(states.at(-1), { state: 'ended', problem: { code: 'CONNECTION_LOST' } });
});

t.test('a gateway that never answers is unreachable', async (t) => {
  const { last, states, advance } = linkInHand();
  for (let i = 0; i < 40 && states.at(-1)?.state !== 'ended'; i++) {
    last().events.closed({});
    advance(5_000);
  }
  t.same(
    states.map(({ state }) => state),
    ['opening', 'ended'],
    'there was nothing to lose',
  );
  t.match(states.at(-1), { problem: { code: 'GATEWAY_UNREACHABLE' } });
});

t.test('falls back to plain HTTP, and stays with what worked', async (t) => {
  const { last, transports, advance, welcome } = linkInHand();
  for (let i = 0; i < 2; i++) {
    last().events.closed({});
    advance(5_000);
  }
  t.same(
    transports.map(({ kind }) => kind),
    ['websocket', 'websocket', 'poll'],
  );
  welcome();
  last().events.closed({});
  advance(5_000);
  t.equal(last().kind, 'poll');
});

t.test('what the gateway says last is what the person is told', async (t) => {
  const { last, states, welcome, advance, transports } = linkInHand();
  welcome();
  last().events.received(bye('HOST_LOGGED_OFF'));
  last().events.closed({});
  t.match(states.at(-1), { state: 'ended', problem: { code: 'HOST_LOGGED_OFF' } });
  advance(60_000);
  t.equal(transports.length, 1, 'no further attempt');
});

t.test('a close code stands in for a lost bye', async (t) => {
  const { last, states, welcome } = linkInHand();
  welcome();
  last().events.closed({ problem: problemOfClose(ERRORS.VIEWER_REPLACED.close) });
  t.match(states.at(-1), { state: 'ended', problem: { code: 'VIEWER_REPLACED' } });
  t.equal(problemOfClose(1006), undefined);
});

t.test('a viewer that was too slow comes back', async (t) => {
  const { last, states, welcome } = linkInHand();
  welcome();
  last().events.received(bye('VIEWER_TOO_SLOW'));
  last().events.closed({});
  t.match(states.at(-1), { state: 'lost' });
});

t.test('silence is a dropped connection', async (t) => {
  const { states, welcome, advance, transports } = linkInHand();
  welcome();
  advance(9_000);
  t.match(states.at(-1), { state: 'open' });
  advance(6_000);
  t.equal(
    states.some(({ state }) => state === 'lost'),
    true,
  );
  t.equal(transports[0].closed, true);
});

t.test('a transport that never opens is given up', async (t) => {
  const { transports, advance } = linkInHand();
  advance(10_500);
  t.equal(transports[0].closed, true);
  t.equal(transports.length, 2);
});

t.test('events of a transport that was given up are not heard', async (t) => {
  const { transports, states, messages, welcome, advance } = linkInHand();
  welcome();
  transports[0].events.closed({});
  advance(125);
  const before = states.length;
  transports[0].events.received(bye('INTERNAL'));
  transports[0].events.closed({});
  t.equal(states.length, before);
  t.equal(messages.filter(({ type }) => type === 'bye').length, 0);
});

t.test('messages that make no sense end the link', async (t) => {
  const { last, states, welcome } = linkInHand();
  welcome();
  last().events.received(new Uint8Array([1, 2, 3]));
  t.match(states.at(-1), { state: 'ended', problem: { code: 'WIRE_INVALID' } });
  t.equal(last().closed, true);
});

t.test('does not wait when told so', async (t) => {
  const { link, last, welcome, transports } = linkInHand();
  link.retryNow();
  t.equal(transports.length, 1, 'an attempt is under way already');
  welcome();
  last().events.closed({});
  link.retryNow();
  t.equal(transports.length, 2);
});

t.test('closed by the page it says nothing more', async (t) => {
  const { link, last, states, welcome, advance } = linkInHand();
  welcome();
  const before = states.length;
  link.close();
  last().events.closed({});
  advance(60_000);
  t.equal(states.length, before);
  t.equal(last().closed, true);
});
