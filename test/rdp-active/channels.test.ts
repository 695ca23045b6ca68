import fc from 'fast-check';
import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex, hex, latin1 } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import { BulkDecompressor } from '../../src/rdp/bulk/decompressor.js';
import { MppcCompressor } from '../../src/rdp/bulk/mppc-compressor.js';
import { DISPLAY_CONTROL, DisplayControl } from '../../src/rdp/channels/disp/display-control.js';
import { displayControlPdu, readDisplayControlPdu } from '../../src/rdp/channels/disp/pdu.js';
import { type DynamicChannelHandler, DynamicChannels } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import {
  type ClientDynamicPdu,
  dynamicMessage,
  hostDynamicPdu,
  readClientDynamicPdu,
} from '../../src/rdp/channels/drdynvc/pdu.js';
import {
  ChannelFlag,
  StaticChannelReader,
  writeChannelMessage,
  writeChannelPduHeader,
} from '../../src/rdp/channels/static-channel.js';
import { CHANNEL_ROWS, type SentByHost } from './channel-rows.js';
import { checkRows } from './rows.js';

t.test('rows', async (t) => checkRows(t, CHANNEL_ROWS));

t.test('a static channel message in chunks of any size', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 1600 }), (message, size) => {
      const reader = new StaticChannelReader();
      const messages = writeChannelMessage(message, size)
        .map((chunk) => reader.accept(chunk))
        .filter((m) => m !== undefined);
      t.same(messages, [message]);
    }),
    { seed: 2, numRuns: 100 },
  );
});

t.test('compressed chunks', async (t) => {
  const message = latin1('to be or not to be '.repeat(100));
  const compressor = new MppcCompressor(65536);
  const reader = new StaticChannelReader(new BulkDecompressor());
  let result: Uint8Array | undefined;
  for (const [at, position] of [
    [0, 1],
    [950, 2],
  ] as const) {
    const { data, flags } = compressor.compress(message.subarray(at, at + 950));
    const w = new ByteWriter();
    writeChannelPduHeader(w, { length: message.length, flags: position | (flags << 16) });
    result = reader.accept(w.bytes(data).finish());
  }
  t.same(result, message);
  const chunk = chunkOf(4, 3 | ChannelFlag.CHANNEL_PACKET_COMPRESSED, '00000000');
  t.throws(() => new StaticChannelReader().accept(chunk), { code: 'PDU_INVALID' }, 'towards a host');
});

function chunkOf(length: number, flags: number, data: string): Uint8Array {
  const w = new ByteWriter();
  writeChannelPduHeader(w, { length, flags });
  return w.bytes(fromHex(data)).finish();
}

t.test('chunks that do not fit together', async (t) => {
  const { CHANNEL_FLAG_FIRST: FIRST, CHANNEL_FLAG_LAST: LAST } = ChannelFlag;
  const run =
    (...chunks: Uint8Array[]) =>
    () => {
      const reader = new StaticChannelReader();
      for (const chunk of chunks) reader.accept(chunk);
    };
  t.throws(run(chunkOf(4, LAST, '0000')), { code: 'PDU_INVALID' }, 'last without first');
  t.throws(run(chunkOf(4, 0, '0000')), { code: 'PDU_INVALID' }, 'next without first');
  t.throws(run(chunkOf(4, FIRST, '0000'), chunkOf(4, FIRST, '0000')), { code: 'PDU_INVALID' }, 'first twice');
  t.throws(run(chunkOf(4, FIRST | LAST, '0000')), { code: 'PDU_INVALID' }, 'last too early');
  t.throws(run(chunkOf(4, FIRST, '00000000')), { code: 'PDU_INVALID' }, 'complete without last');
  t.throws(run(chunkOf(4, FIRST, '0000000000')), { code: 'PDU_INVALID' }, 'more than announced');
  t.throws(run(chunkOf(0x800001, FIRST, '00')), { code: 'PDU_TOO_LARGE' }, 'more than the limit');
  t.throws(run(chunkOf(0xffffffff, FIRST, '00')), { code: 'PDU_TOO_LARGE' }, '4 GiB');
  t.doesNotThrow(run(chunkOf(0, ChannelFlag.CHANNEL_FLAG_SUSPEND, '')), 'suspend');
});

class Echo implements DynamicChannelHandler {
  readonly name = 'ECHO';
  opens = 0;
  closes = 0;
  #send: ((message: Uint8Array) => void) | undefined;

  opened(send: (message: Uint8Array) => void): ActiveEvent[] {
    this.opens++;
    this.#send = send;
    return [];
  }

  received(message: Uint8Array): ActiveEvent[] {
    this.#send?.(message);
    return [{ type: 'unknown', what: `${message.length} bytes` }];
  }

  closed(): ActiveEvent[] {
    this.closes++;
    return [];
  }
}

function dynamic() {
  const sent: Uint8Array[] = [];
  const echo = new Echo();
  const channels = new DynamicChannels([echo], (pdu) => sent.push(pdu));
  const answer = (pdu: SentByHost): ClientDynamicPdu[] => {
    sent.length = 0;
    channels.receive(hostDynamicPdu(pdu));
    return sent.map((bytes) => readClientDynamicPdu(new ByteReader(bytes)));
  };
  return { channels, echo, sent, answer };
}

t.test('a dynamic channel from capabilities to close', async (t) => {
  const { channels, echo, sent, answer } = dynamic();
  t.same(answer({ type: 'capabilities', version: 1 }), [{ type: 'capabilities', version: 1 }]);
  t.same(answer({ type: 'capabilities', version: 3 }), [{ type: 'capabilities', version: 3 }]);
  t.same(answer({ type: 'capabilities', version: 9 }), [{ type: 'capabilities', version: 3 }], 'of a later version');
  t.same(answer({ type: 'create', channelId: 7, name: 'ECHO' }), [{ type: 'created', channelId: 7, status: 0 }]);
  const message = Uint8Array.from({ length: 4000 }, (_, i) => i);
  sent.length = 0;
  const events = dynamicMessage(7, message).flatMap((pdu) => channels.receive(pdu));
  t.same(events, [{ type: 'unknown', what: '4000 bytes' }]);
  t.same(sent, dynamicMessage(7, message), 'echoed');
  t.ok(sent.every((pdu) => pdu.length <= 1600));
  t.same(answer({ type: 'close', channelId: 7 }), [{ type: 'close', channelId: 7 }]);
  t.same(answer({ type: 'data', channelId: 7, data: message.subarray(0, 1) }), [], 'late data is dropped');
  t.same(
    answer({ type: 'create', channelId: 7, name: 'ECHO' }),
    [{ type: 'created', channelId: 7, status: 0 }],
    'again',
  );
  t.match(echo, { opens: 2, closes: 1 });
});

t.test('channels that nobody serves, or that are open already', async (t) => {
  const { channels, answer, sent } = dynamic();
  t.same(answer({ type: 'create', channelId: 1, name: 'AUDIO' }), [
    { type: 'created', channelId: 1, status: 0xc0000001 },
  ]);
  answer({ type: 'create', channelId: 2, name: 'ECHO' });
  t.same(answer({ type: 'create', channelId: 3, name: 'ECHO' }), [
    { type: 'created', channelId: 3, status: 0xc0000001 },
  ]);
  t.throws(() => answer({ type: 'create', channelId: 2, name: 'ECHO' }), { code: 'PDU_INVALID' }, 'id in use');
  sent.length = 0;
  channels.receive(fromHex('80 00 08000000 0100 0000'));
  t.same(hex(sent[0]), '900000000000', 'soft sync without tunnels');
});

t.test('dynamic data that lies', async (t) => {
  const opened = () => {
    const { channels, answer } = dynamic();
    answer({ type: 'create', channelId: 2, name: 'ECHO' });
    return channels;
  };
  const run =
    (...pdus: string[]) =>
    () => {
      const channels = opened();
      for (const pdu of pdus) channels.receive(fromHex(pdu));
    };
  t.throws(run('28 02 01008000 aa'), { code: 'PDU_TOO_LARGE' }, 'length above the limit');
  t.throws(run('28 02 ffffffff aa'), { code: 'PDU_TOO_LARGE' }, 'length of 4 GiB');
  t.throws(run('20 02 02 aa', '20 02 02 aa'), { code: 'PDU_INVALID' }, 'first inside a message');
  t.throws(run('20 02 02 aa', '30 02 aaaa'), { code: 'PDU_INVALID' }, 'more than announced');
  t.throws(run('20 02 02 aaaaaa'), { code: 'PDU_INVALID' }, 'more than announced at once');
  t.throws(run('30'), { code: 'PDU_TRUNCATED' }, 'no id');
  t.throws(run('33 00000000'), { code: 'PDU_INVALID' }, 'size of the id');
  t.throws(run('f0 02'), { code: 'PDU_INVALID' }, 'unknown command');
  t.throws(run('70 02 e0 06'), { code: 'BULK_INVALID' }, 'compressed data without any');
  t.throws(run('60 02 02 e0 06aaaaaa'), { code: 'PDU_INVALID' }, 'more than announced, once unpacked');
  t.throws(run(`10 05 ${'61'.repeat(300)} 00`), { code: 'PDU_INVALID' }, 'name without end');
  t.throws(run('80 00 08000000 0100 ffff'), { code: 'PDU_INVALID' }, 'tunnels');
});

t.test('display control: caps, then resize', async (t) => {
  const display = new DisplayControl();
  t.equal(display.name, DISPLAY_CONTROL);
  t.equal(display.resize(1024, 768, 100), false, 'not open');
  const sent: Uint8Array[] = [];
  display.opened((message) => sent.push(message));
  t.equal(display.resize(1024, 768, 100), false, 'no caps');
  const caps = { maxMonitors: 1, maxMonitorAreaFactorA: 1920, maxMonitorAreaFactorB: 1200 };
  t.same(display.received(displayControlPdu({ type: 'caps', caps })), [
    { type: 'displayControlReady', maxMonitors: 1, maxArea: 1920 * 1200 },
  ]);
  t.equal(display.resize(1921, 1201, 100), false, 'too large for this host');
  t.equal(display.resize(1025, 100, 1000), true);
  t.match(readDisplayControlPdu(new ByteReader(sent[0])), {
    type: 'monitorLayout',
    monitors: [{ primary: true, left: 0, top: 0, width: 1024, height: 200, desktopScaleFactor: 500 }],
  });
  t.match(display.received(fromHex('09000000 08000000')), [{ type: 'unknown' }], 'a later version');
  display.closed();
  t.equal(display.resize(1024, 768, 100), false, 'closed');
  t.throws(() => display.received(fromHex('05000000 04000000')), { code: 'PDU_INVALID' });
});
