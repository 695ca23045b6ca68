import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import { GRAPHICS_CHANNEL, GraphicsPipeline } from '../../src/rdp/channels/egfx/graphics-pipeline.js';
import { capabilitySets } from '../../src/rdp/channels/egfx/offer.js';
import { CapsFlag, CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import { GraphicsCodec, PixelFormat } from '../../src/rdp/channels/egfx/pdu/codec.js';
import { CommandId, writeCommand } from '../../src/rdp/channels/egfx/pdu/command.js';
import {
  type GraphicsPdu,
  type GraphicsReply,
  readGraphicsReply,
  type UnknownCommand,
} from '../../src/rdp/channels/egfx/pdu/index.js';
import { zgfxPlain } from '../../src/rdp/channels/egfx/zgfx-compressor.js';
import type { GraphicsOffer } from '../../src/rdp/settings.js';
import { GraphicsHost } from './graphics-host.js';

const OFFER: GraphicsOffer = { avc: 'none', progressive: true, smallCache: true };
const CONFIRM: GraphicsPdu = {
  type: 'capsConfirm',
  set: { version: CapsVersion.RDPGFX_CAPVERSION_107, flags: CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED },
};

interface Opened {
  readonly pipeline: GraphicsPipeline;
  readonly host: GraphicsHost;
  /** What the client has sent since the last look. */
  readonly replies: () => (GraphicsReply | UnknownCommand)[];
  /** The events that commands in one message lead to. */
  readonly sent: (...pdus: GraphicsPdu[]) => ActiveEvent[];
}

function opened(offer = OFFER): Opened {
  const messages: Uint8Array[] = [];
  const pipeline = new GraphicsPipeline(offer);
  const host = new GraphicsHost();
  pipeline.opened((message) => messages.push(message));
  return {
    pipeline,
    host,
    replies: () => messages.splice(0).map((message) => readGraphicsReply(new ByteReader(message))),
    sent: (...pdus) => pipeline.received(host.message(...pdus)),
  };
}

function confirmed(offer = OFFER, confirm = CONFIRM): Opened {
  const it = opened(offer);
  it.sent(confirm);
  it.replies();
  return it;
}

const endFrame = (frameId: number): GraphicsPdu => ({ type: 'endFrame', frameId });
const wire = (codecId: number): GraphicsPdu => ({
  type: 'wireToSurface1',
  surfaceId: 1,
  codecId,
  pixelFormat: PixelFormat.XRGB_8888,
  rectangle: { left: 0, top: 0, right: 1, bottom: 1 },
  data: fromHex('01020304'),
});

t.test('opens with what the client offers, and hands on commands in their order', async (t) => {
  const { pipeline, sent, replies } = opened();
  t.equal(pipeline.name, GRAPHICS_CHANNEL);
  t.same(replies(), [{ type: 'capsAdvertise', sets: capabilitySets(OFFER) }]);
  t.same(sent(CONFIRM), [{ type: 'graphics', pdu: CONFIRM }]);
  const pdus: GraphicsPdu[] = [
    { type: 'startFrame', timestamp: 1, frameId: 7 },
    wire(GraphicsCodec.UNCOMPRESSED),
    { type: 'deleteSurface', surfaceId: 1 },
    endFrame(7),
  ];
  t.same(
    sent(...pdus),
    pdus.map((pdu) => ({ type: 'graphics', pdu })),
  );
  t.same(sent(), [], 'an empty message');
  t.same(replies(), [], 'nothing is acknowledged by itself');
});

t.test('opened and closed are events, and a channel that opens again begins anew', async (t) => {
  const it = confirmed();
  it.sent(endFrame(1));
  t.same(it.pipeline.closed(), [{ type: 'graphicsClosed' }]);
  t.equal(it.pipeline.acknowledge(1, 0), false);
  t.equal(it.pipeline.restart(OFFER), false);
  const messages: Uint8Array[] = [];
  t.same(
    it.pipeline.opened((message) => messages.push(message)),
    [{ type: 'graphicsOpened' }],
  );
  t.match(readGraphicsReply(new ByteReader(messages[0])), { type: 'capsAdvertise' });
  t.equal(it.pipeline.acknowledge(1, 0), false, 'nothing is confirmed yet');
  t.throws(() => it.pipeline.received(new GraphicsHost().message(endFrame(1))), { code: 'PDU_UNEXPECTED' });
  it.pipeline.received(new GraphicsHost().message(CONFIRM, endFrame(5)));
  messages.length = 0;
  it.pipeline.acknowledge(5, 'unavailable');
  t.match(readGraphicsReply(new ByteReader(messages[0])), { frameId: 5, totalFramesDecoded: 1 }, 'counted from zero');
});

t.test('acknowledgements count the frames that are done', async (t) => {
  const { pipeline, sent, replies } = confirmed();
  for (const id of [10, 11, 12, 13]) sent(endFrame(id));
  t.equal(pipeline.acknowledge(10, 3), true);
  t.equal(pipeline.acknowledge(12, 'unavailable'), true, '11 went with 12');
  t.equal(pipeline.acknowledge(13, 'suspend'), true);
  t.equal(pipeline.acknowledge(13, 2 ** 40), true);
  t.same(replies(), [
    { type: 'frameAcknowledge', queueDepth: 3, frameId: 10, totalFramesDecoded: 1 },
    { type: 'frameAcknowledge', queueDepth: 0, frameId: 12, totalFramesDecoded: 3 },
    { type: 'frameAcknowledge', queueDepth: 0xffffffff, frameId: 13, totalFramesDecoded: 4 },
    { type: 'frameAcknowledge', queueDepth: 0xfffffffe, frameId: 13, totalFramesDecoded: 4 },
  ]);
});

t.test('a host that never waits', async (t) => {
  const { pipeline, sent, replies } = confirmed();
  for (let id = 0; id < 3000; id++) sent(endFrame(id));
  pipeline.acknowledge(2990, 'unavailable');
  t.match(replies(), [{ frameId: 2990, totalFramesDecoded: 2991 }]);
});

t.test('reports of quality, from version 10 on', async (t) => {
  const report = { frameId: 1, timestamp: 2, decodeTime: 3, renderTime: 4 };
  const ten = confirmed();
  t.equal(ten.pipeline.quality(report), true);
  t.same(ten.replies(), [{ type: 'qoeFrameAcknowledge', ...report }]);
  const eight = confirmed(OFFER, { type: 'capsConfirm', set: { version: CapsVersion.RDPGFX_CAPVERSION_8, flags: 2 } });
  t.equal(eight.pipeline.quality(report), false);
  t.equal(eight.pipeline.restart(OFFER), false, 'nor does it start over');
  t.same(eight.replies(), []);
});

t.test('starting over with another offer', async (t) => {
  const { pipeline, sent, replies } = confirmed();
  const more: GraphicsOffer = { ...OFFER, avc: 'avc444' };
  t.equal(pipeline.restart(more), true);
  t.same(replies(), [{ type: 'capsAdvertise', sets: capabilitySets(more) }]);
  t.throws(
    () => sent(wire(GraphicsCodec.AVC444)),
    { code: 'PDU_INVALID' },
    'until it is confirmed, the old one counts',
  );
  const again = confirmed();
  again.pipeline.restart(more);
  again.sent({ type: 'capsConfirm', set: { version: CapsVersion.RDPGFX_CAPVERSION_104, flags: 0 } });
  t.match(again.sent(wire(GraphicsCodec.AVC444)), [{ type: 'graphics' }]);
});

t.test('a host confirms one set of those that were advertised, before anything else', async (t) => {
  const confirm = (version: number): GraphicsPdu => ({ type: 'capsConfirm', set: { version, flags: 0 } });
  t.throws(() => opened().sent(confirm(CapsVersion.RDPGFX_CAPVERSION_101)), { code: 'PDU_INVALID', field: 'version' });
  t.throws(() => opened().sent(confirm(0x000b0300)), { code: 'PDU_INVALID' }, 'a later version');
  t.throws(() => opened().sent(endFrame(1)), { code: 'PDU_UNEXPECTED' });
  t.throws(() => opened().sent(endFrame(1), CONFIRM), { code: 'PDU_UNEXPECTED' }, 'one message');
  t.doesNotThrow(() => opened().sent(CONFIRM, endFrame(1)));
});

t.test('H.264 that was not agreed on', async (t) => {
  const { AVC420, AVC444, AVC444v2 } = GraphicsCodec;
  const enabled: GraphicsPdu = {
    type: 'capsConfirm',
    set: { version: CapsVersion.RDPGFX_CAPVERSION_81, flags: CapsFlag.RDPGFX_CAPS_FLAG_AVC420_ENABLED },
  };
  for (const codec of [AVC420, AVC444, AVC444v2]) {
    t.throws(() => confirmed().sent(wire(codec)), { code: 'PDU_INVALID', field: 'codecId' }, 'disabled');
    t.throws(() => confirmed(OFFER, enabled).sent(wire(codec)), { code: 'PDU_INVALID' }, "by the host's flags alone");
    const all = confirmed({ ...OFFER, avc: 'avc444' });
    t.match(all.sent(wire(codec)), [{ type: 'graphics' }], 'what was advertised counts');
  }
  const yuv420 = confirmed({ ...OFFER, avc: 'avc420' }, enabled);
  t.match(yuv420.sent(wire(AVC420)), [{ type: 'graphics' }]);
  t.throws(() => yuv420.sent(wire(AVC444)), { code: 'PDU_INVALID' });
});

t.test('cache entries that were not offered for import', async (t) => {
  const { sent } = confirmed();
  t.match(sent({ type: 'cacheImportReply', cacheSlots: [] }), [{ type: 'graphics' }]);
  t.throws(() => sent({ type: 'cacheImportReply', cacheSlots: [1] }), { code: 'PDU_UNEXPECTED' });
});

t.test('commands of a later version', async (t) => {
  const { pipeline } = confirmed();
  const w = new ByteWriter();
  writeCommand(w, 0x19, (b) => b.u32(0));
  writeCommand(w, CommandId.DELETESURFACE, (b) => b.u16(1));
  t.match(pipeline.received(zgfxPlain(w.finish())), [
    { type: 'unknown', what: 'graphics command 25' },
    { type: 'graphics', pdu: { type: 'deleteSurface' } },
  ]);
});

t.test('a host that packs what it draws is told of once', async (t) => {
  const { pipeline, host } = confirmed();
  const types = (message: Uint8Array, to = pipeline): string[] => to.received(message).map(({ type }) => type);
  const commands = (count: number): Uint8Array => {
    const w = new ByteWriter();
    for (let i = 0; i < count; i++) writeCommand(w, CommandId.DELETESURFACE, (b) => b.u16(i));
    return w.finish();
  };
  t.same(types(zgfxPlain(commands(200)), confirmed().pipeline), new Array(200).fill('graphics'), 'what is not packed');
  t.same(types(host.compress(commands(2))), ['graphics', 'graphics'], 'what is small');
  t.same(types(host.compress(commands(200))), ['graphicsPacked', ...new Array(200).fill('graphics')]);
  t.same(types(host.compress(commands(200))), new Array(200).fill('graphics'));
});

t.test('a message that becomes more objects than bytes', async (t) => {
  const many = (write: (w: ByteWriter) => void, count: number) => () => {
    const { pipeline, host } = confirmed();
    const w = new ByteWriter();
    for (let i = 0; i < count; i++) write(w);
    return pipeline.received(host.compress(w.finish()));
  };
  const unknown = (w: ByteWriter) => writeCommand(w, 0x99, () => {});
  t.throws(many(unknown, 0x10001), { code: 'PDU_TOO_LARGE', field: 'items' });
  t.doesNotThrow(many(unknown, 0x10000));
  const points = (w: ByteWriter) =>
    writeCommand(w, CommandId.CACHETOSURFACE, (b) => b.u16(1).u16(1).u16(0x4000).zeros(0x10000));
  t.throws(many(points, 4), { code: 'PDU_TOO_LARGE', field: 'items' });
});
