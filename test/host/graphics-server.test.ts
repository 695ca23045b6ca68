import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { agreeOn } from '../../src/host/egfx/capabilities.js';
import { FrameFlow } from '../../src/host/egfx/flow.js';
import { EgfxServer } from '../../src/host/egfx/server.js';
import { type HostChannel, HostDynamicChannels } from '../../src/rdp/accept/dynamic-channels.js';
import { DynamicChannels } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import { clientDynamicPdu, readHostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { CapsFlag, CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import {
  type GraphicsPdu,
  type GraphicsReply,
  readGraphicsPdu,
  writeGraphicsReply,
} from '../../src/rdp/channels/egfx/pdu/index.js';
import { ZgfxDecompressor } from '../../src/rdp/channels/egfx/zgfx.js';

t.test('the newest version that both know is chosen, with what it allows', async (t) => {
  const { RDPGFX_CAPVERSION_8: v8, RDPGFX_CAPVERSION_81: v81, RDPGFX_CAPVERSION_10: v10 } = CapsVersion;
  const { RDPGFX_CAPVERSION_107: v107 } = CapsVersion;
  const set = (version: number, flags = 0) => ({ version, flags });
  t.match(agreeOn([set(v8), set(v107), set(0x000b0000), set(v81)]), {
    ...{ set: { version: v107 }, avc420: true, avc444: true, avc444v2: true, progressive: true, scaledOutput: true },
  });
  const thin = CapsFlag.RDPGFX_CAPS_FLAG_THINCLIENT;
  t.match(agreeOn([set(v8, thin)]), { avc420: false, progressive: false, cacheBytes: 16 << 20, scaledOutput: false });
  t.match(agreeOn([set(v81, CapsFlag.RDPGFX_CAPS_FLAG_AVC420_ENABLED)]), { avc420: true, avc444: false });
  t.match(agreeOn([set(v10)]), { avc444: true, avc444v2: false, cacheBytes: 100 << 20 });
  const none = CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED | CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE;
  t.match(agreeOn([set(v107, none)]), { avc420: false, avc444: false, cacheBytes: 16 << 20 });
  t.match(agreeOn([set(v107, CapsFlag.RDPGFX_CAPS_FLAG_SCALEDMAP_DISABLE)]), { scaledOutput: false });
  t.equal(agreeOn([set(0x000b0000)]), undefined);
});

t.test(
  'a host is a few frames ahead, less where something waits, and as far as it likes when nobody counts',
  async (t) => {
    const flow = new FrameFlow();
    for (const frame of [1, 2, 3]) {
      t.ok(flow.room);
      flow.sent(frame);
    }
    t.notOk(flow.room);
    flow.acknowledged(2, 0);
    t.same([flow.room, flow.inFlight], [true, 1], 'an acknowledgement stands for those before it');
    flow.acknowledged(3, 4000);
    flow.sent(4);
    t.notOk(flow.room, 'one frame at a time');
    flow.acknowledged(77, 0);
    t.equal(flow.inFlight, 1, 'a frame that was never sent');
    flow.acknowledged(4, 0xffffffff);
    for (let frame = 5; frame < 50; frame++) flow.sent(frame);
    t.same([flow.room, flow.inFlight], [true, 0]);
    flow.acknowledged(49, 0);
    for (const frame of [50, 51, 52]) flow.sent(frame);
    t.notOk(flow.room, 'counting again');
  },
);

/** A channel that writes down what happens to it. */
function recorder(name: string): HostChannel & { log: string[]; send(message: Uint8Array): void } {
  const log: string[] = [];
  let sender: (message: Uint8Array) => void = () => {};
  return {
    ...{ name, log },
    opened(send) {
      log.push('opened');
      sender = send;
    },
    refused: () => log.push('refused'),
    received: (message) => log.push(`${message.length} bytes`),
    closed: () => log.push('closed'),
    send: (message) => sender(message),
  };
}

t.test('dynamic channels between our host and our client', async (t) => {
  const received: string[] = [];
  let reply: (message: Uint8Array) => void = () => {};
  let host!: HostDynamicChannels;
  const client = new DynamicChannels(
    [
      {
        name: 'known',
        opened(send) {
          reply = send;
          return [];
        },
        received(message) {
          received.push(`${message.length} bytes`);
          return [];
        },
        closed() {
          received.push('closed');
          return [];
        },
      },
    ],
    (message) => host.receive(message),
  );
  host = new HostDynamicChannels((message) => {
    client.receive(message);
  });
  const [known, unknown, late] = [recorder('known'), recorder('unknown'), recorder('known')];
  host.open(known);
  host.open(unknown);
  t.same(known.log, [], 'not before there is a version');
  host.start();
  t.same([known.log, unknown.log], [['opened'], ['refused']]);
  known.send(new Uint8Array(5));
  known.send(new Uint8Array(100_000));
  reply(new Uint8Array(70_000));
  t.same(received, ['5 bytes', '100000 bytes']);
  host.close(known);
  known.send(new Uint8Array(5));
  t.same(known.log, ['opened', '70000 bytes', 'closed']);
  t.same(received, ['5 bytes', '100000 bytes', 'closed']);
  host.open(late);
  t.same(late.log, ['opened'], 'again, under another number');
});

t.test('a client that speaks of channels nobody made is told so', async (t) => {
  const sent: string[] = [];
  const host = new HostDynamicChannels((message) => {
    sent.push(readHostDynamicPdu(new ByteReader(message)).type);
  });
  host.start();
  const receive = (pdu: Parameters<typeof clientDynamicPdu>[0]) => host.receive(clientDynamicPdu(pdu));
  const invalid = { code: 'PDU_INVALID' };
  t.throws(() => receive({ type: 'created', channelId: 1, status: 0 }), invalid);
  t.throws(() => receive({ type: 'data', channelId: 1, data: new Uint8Array(3) }), invalid);
  receive({ type: 'capabilities', version: 1 });
  const channel = recorder('x');
  host.open(channel);
  t.throws(() => receive({ type: 'data', channelId: 1, data: new Uint8Array(3) }), invalid, 'before it is open');
  receive({ type: 'created', channelId: 1, status: 0 });
  t.throws(() => receive({ type: 'created', channelId: 1, status: 0 }), invalid, 'twice');
  receive({ type: 'close', channelId: 1 });
  t.same(
    [sent, channel.log],
    [
      ['capabilities', 'create', 'close'],
      ['opened', 'closed'],
    ],
  );
  t.throws(() => receive({ type: 'close', channelId: 1 }), invalid);
});

t.test('a start, a size and frames', async (t) => {
  for (const compress of [false, true]) {
    const happened: string[] = [];
    const server = new EgfxServer({
      compress,
      onReady: ({ set }) => happened.push(`ready ${set.version.toString(16)}`),
      onAcknowledged: () => happened.push('acknowledged'),
      onGone: () => happened.push('gone'),
      now: () => ((13 * 60 + 37) * 60 + 42) * 1000 + 99,
    });
    const zgfx = new ZgfxDecompressor();
    const pdus: GraphicsPdu[] = [];
    server.opened((message) => {
      for (const r = new ByteReader(zgfx.decompress(message).slice()); 0 < r.remaining; )
        pdus.push(readGraphicsPdu(r) as GraphicsPdu);
    });
    const reply = (pdu: GraphicsReply) => {
      const w = new ByteWriter();
      writeGraphicsReply(w, pdu);
      server.received(w.finish());
    };
    t.notOk(server.room, 'not before the client has spoken');
    reply({ type: 'capsAdvertise', sets: [{ version: CapsVersion.RDPGFX_CAPVERSION_104, flags: 0 }] });
    server.reset({ width: 320, height: 200 });
    server.frame([
      { type: 'solidFill', surfaceId: 1, color: 1, rectangles: [{ left: 0, top: 0, right: 9, bottom: 9 }] },
    ]);
    server.reset({ width: 640, height: 400 });
    const made = ['resetGraphics', 'createSurface', 'mapSurfaceToOutput'];
    t.same(
      pdus.map(({ type }) => type),
      ['capsConfirm', ...made, 'startFrame', 'solidFill', 'endFrame', 'deleteSurface', ...made],
    );
    t.match(pdus[4], { frameId: 1, timestamp: (13 << 22) | (37 << 16) | (42 << 10) | 99 });
    t.match(pdus[8], { width: 640, height: 400, monitors: [{ width: 640, height: 400, primary: true }] });
    t.equal(server.inFlight, 1);
    reply({ type: 'frameAcknowledge', queueDepth: 0, frameId: 1, totalFramesDecoded: 1 });
    t.equal(server.inFlight, 0);
    reply({ type: 'cacheImportOffer', entries: [] });
    t.match(pdus.at(-1), { type: 'cacheImportReply', cacheSlots: [] });
    reply({ type: 'capsAdvertise', sets: [{ version: CapsVersion.RDPGFX_CAPVERSION_8, flags: 0 }] });
    server.closed();
    t.notOk(server.room);
    t.same(happened, ['ready a0400', 'acknowledged', 'ready 80004', 'gone']);
  }
});
