import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import {
  dynamicMessage,
  type HostDynamicPdu,
  hostDynamicPdu,
  readClientDynamicPdu,
} from '../../src/rdp/channels/drdynvc/pdu.js';
import { GRAPHICS_CHANNEL } from '../../src/rdp/channels/egfx/graphics-pipeline.js';
import { CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import { type GraphicsPdu, readGraphicsReply } from '../../src/rdp/channels/egfx/pdu/index.js';
import { ZgfxCompressor } from '../../src/rdp/channels/egfx/zgfx-compressor.js';
import { RDP8_LITE } from '../../src/rdp/channels/egfx/zgfx-profile.js';
import { StaticChannelReader, writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import type { Connected } from '../../src/rdp/connect/result.js';
import type { ClientSettings } from '../../src/rdp/settings.js';
import { PduType } from '../../src/rdp/share/control-header.js';
import { connected, DYNAMIC, HostFrames, settings } from '../rdp-active/host-frames.js';
import { GraphicsHost } from './graphics-host.js';

const GRAPHICS = { avc: 'none', progressive: true, smallCache: true } as const;
const CHANNEL = 4;
const CONFIRM: GraphicsPdu = {
  type: 'capsConfirm',
  set: { version: CapsVersion.RDPGFX_CAPVERSION_107, flags: 0x22 },
};

type FromHost = Exclude<HostDynamicPdu, { type: 'softSync' }>;
const create = (channelId = CHANNEL, name = GRAPHICS_CHANNEL): FromHost => ({ type: 'create', channelId, name });

/** An active session whose host speaks on dynamic channels. */
function session(change: Partial<ClientSettings> = {}, early: Connected['early'] = []) {
  const stage = new ActiveStage(
    { ...settings(), channels: [DYNAMIC], graphics: GRAPHICS, ...change },
    connected({ early }),
  );
  const frames = new HostFrames();
  const graphics = new GraphicsHost();
  const answers = (out: readonly Uint8Array[]) => {
    const reader = new StaticChannelReader();
    return out.flatMap((frame) => {
      const message = reader.accept(frames.read(frame, DYNAMIC.id).body.rest());
      return message ? [readClientDynamicPdu(new ByteReader(message))] : [];
    });
  };
  const replies = (out: readonly Uint8Array[]) =>
    answers(out).map((pdu) => ('data' in pdu ? readGraphicsReply(new ByteReader(pdu.data)) : pdu));
  /** One dynamic channel PDU: what happens, and what the client says to it. */
  const dynamic = (pdu: Uint8Array) => {
    const out: Uint8Array[] = [];
    const events: ActiveEvent[] = [];
    for (const chunk of writeChannelMessage(pdu, 1600))
      events.push(...stage.receive(frames.channel(DYNAMIC.id, chunk), out));
    return { events, replies: replies(out) };
  };
  const say = (pdu: FromHost) => dynamic(hostDynamicPdu(pdu));
  const draw = (...pdus: GraphicsPdu[]) =>
    dynamicMessage(CHANNEL, graphics.message(...pdus)).flatMap((pdu) => dynamic(pdu).events);
  return { stage, frames, graphics, replies, say, draw };
}

t.test('a host opens the pipeline, draws a frame, and hears of it', async (t) => {
  const { stage, say, draw, replies } = session();
  t.match(say(create()), {
    events: [{ type: 'graphicsOpened' }],
    replies: [{ type: 'created', channelId: CHANNEL, status: 0 }, { type: 'capsAdvertise' }],
  });
  t.match(draw(CONFIRM), [{ type: 'graphics', pdu: CONFIRM }]);
  const data = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i) >> 3);
  const pdus: GraphicsPdu[] = [
    { type: 'startFrame', timestamp: 0, frameId: 1 },
    {
      type: 'wireToSurface1',
      surfaceId: 1,
      codecId: 8,
      pixelFormat: 0x20,
      rectangle: { left: 0, top: 0, right: 64, bottom: 64 },
      data,
    },
    { type: 'endFrame', frameId: 1 },
  ];
  t.same(
    draw(...pdus),
    [{ type: 'graphicsPacked' }, ...pdus.map((pdu) => ({ type: 'graphics', pdu }))],
    'over several dynamic PDUs',
  );
  const out: Uint8Array[] = [];
  t.equal(stage.graphicsAcknowledge(1, 2, out), true);
  t.equal(stage.graphicsQoe({ frameId: 1, timestamp: 2, decodeTime: 3, renderTime: 4 }, out), true);
  t.equal(stage.graphicsRestart(GRAPHICS, out), true);
  t.match(replies(out), [
    { type: 'frameAcknowledge', queueDepth: 2, frameId: 1, totalFramesDecoded: 1 },
    { type: 'qoeFrameAcknowledge', frameId: 1 },
    { type: 'capsAdvertise' },
  ]);
});

t.test('nothing is sent on a channel that is closed', async (t) => {
  const { stage, say, draw } = session();
  const out: Uint8Array[] = [];
  t.equal(stage.graphicsAcknowledge(1, 0, out), false, 'not open yet');
  say(create());
  draw(CONFIRM);
  t.match(say({ type: 'close', channelId: CHANNEL }), {
    events: [{ type: 'graphicsClosed' }],
    replies: [{ type: 'close', channelId: CHANNEL }],
  });
  t.equal(stage.graphicsAcknowledge(1, 0, out), false);
  t.equal(stage.graphicsQoe({ frameId: 1, timestamp: 0, decodeTime: 0, renderTime: 0 }, out), false);
  t.equal(stage.graphicsRestart(GRAPHICS, out), false);
  t.same(out, []);
  t.match(say(create(9)).events, [{ type: 'graphicsOpened' }], 'and may be created again');
});

t.test('the pipeline outlives a reactivation, and may be created during one', async (t) => {
  const { stage, frames, say, draw } = session();
  say(create());
  t.match(stage.receive(frames.control(PduType.DEACTIVATEALLPDU, new Uint8Array(7)), []), [{ type: 'deactivated' }]);
  t.match(draw(CONFIRM, { type: 'endFrame', frameId: 1 }), [{ type: 'graphics' }, { type: 'graphics' }]);
  t.match(say({ type: 'close', channelId: CHANNEL }).events, [{ type: 'graphicsClosed' }]);
  t.match(say(create()).replies, [{ type: 'created', status: 0 }, { type: 'capsAdvertise' }]);
});

t.test('a pipeline that was not offered is refused', async (t) => {
  const { stage, say } = session({ graphics: undefined });
  t.match(say(create()), {
    events: [{ type: 'unknown', what: `dynamic channel ${GRAPHICS_CHANNEL}` }],
    replies: [{ type: 'created', status: 0xc0000001 }],
  });
  t.equal(stage.graphicsAcknowledge(1, 0, []), false);
});

t.test('what came before the session was active', async (t) => {
  const chunks = [{ type: 'capabilities', version: 3 } as const, create()].flatMap((pdu) =>
    writeChannelMessage(hostDynamicPdu(pdu), 1600).map((data) => ({ channelId: DYNAMIC.id, data })),
  );
  const { stage, replies, draw } = session({}, chunks);
  const out: Uint8Array[] = [];
  t.same(stage.start(out), [{ type: 'graphicsOpened' }]);
  t.match(replies(out), [
    { type: 'capabilities', version: 3 },
    { type: 'created', status: 0 },
    { type: 'capsAdvertise' },
  ]);
  t.match(draw(CONFIRM), [{ type: 'graphics' }]);
});

t.test('duplicate channel names', async (t) => {
  const { say, draw } = session();
  say(create());
  t.match(say(create(5)), { events: [], replies: [{ type: 'created', channelId: 5, status: 0xc0000001 }] });
  t.match(draw(CONFIRM), [{ type: 'graphics' }], 'the first goes on');
  t.same(say({ type: 'data', channelId: 5, data: fromHex('e0 04 00') }).events, [], 'data of the second is dropped');
  t.same(say({ type: 'close', channelId: 5 }), { events: [], replies: [] });
});

t.test('duplicate channel ids', async (t) => {
  const { say } = session();
  say(create());
  t.throws(() => say(create(CHANNEL, 'ECHO')), { code: 'PDU_INVALID', field: 'ChannelId' });
});

t.test('dynamic data that is compressed once more', async (t) => {
  const { say, graphics } = session();
  say(create());
  const lite = new ZgfxCompressor(RDP8_LITE);
  const message = graphics.message(
    CONFIRM,
    ...Array.from({ length: 400 }, (_, i): GraphicsPdu => ({ type: 'endFrame', frameId: i * 77 })),
  );
  const events: ActiveEvent[] = [];
  for (let at = 0; at < message.length; at += 1000) {
    const data = lite.compress(message.subarray(at, at + 1000));
    const block = { channelId: CHANNEL, data, compressed: true } as const;
    events.push(
      ...say(at === 0 ? { type: 'dataFirst', length: message.length, ...block } : { type: 'data', ...block }).events,
    );
  }
  t.ok(1000 < message.length, 'several blocks');
  t.equal(events.filter(({ type }) => type === 'graphics').length, 401);
  const whole = graphics.message({ type: 'endFrame', frameId: 1 });
  t.same(
    say({ type: 'data', channelId: CHANNEL, data: lite.compress(whole), compressed: true }).events,
    [{ type: 'graphics', pdu: { type: 'endFrame', frameId: 1 } }],
    'a message in one block, over the same history',
  );
});
