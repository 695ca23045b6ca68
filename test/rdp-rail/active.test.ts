import t from 'tap';
import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { ActiveStage } from '../../src/rdp/active/active-stage.js';
import { railPdu, readRailPdu } from '../../src/rdp/channels/rail/pdu/index.js';
import { StaticChannelReader, writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import { FastPathUpdateCode, writeFastPathOutput } from '../../src/rdp/graphics/fast-path-output.js';
import { UpdateType } from '../../src/rdp/graphics/slow-path.js';
import { DataPduType } from '../../src/rdp/share/data-header.js';
import { writeOrders } from '../../src/rdp/windows/orders.js';
import type { WindowOrder } from '../../src/rdp/windows/window-order.js';
import { connected, eventsOf, HostFrames, settings } from '../rdp-active/host-frames.js';

const host = new HostFrames();
const RAIL_CHANNEL = { name: 'rail', id: 1006, options: 0xc0a00000 };
const DELETED: WindowOrder = { type: 'windowDeleted', windowId: 7 };

const programStage = (): ActiveStage =>
  new ActiveStage(
    { ...settings(), program: { path: '||notes', arguments: '', workingFolder: '' } },
    connected({ channels: [RAIL_CHANNEL] }),
  );

/** What the client says on the channel. */
function said(out: readonly Uint8Array[]): string[] {
  const reader = new StaticChannelReader();
  return out.flatMap((frame) => {
    const message = reader.accept(host.read(frame, RAIL_CHANNEL.id).body.rest());
    return message ? [readRailPdu(new ByteReader(message)).type] : [];
  });
}

const fromHost = (message: Uint8Array): Uint8Array[] =>
  writeChannelMessage(message, 1600).map((chunk) => host.channel(RAIL_CHANNEL.id, chunk));

const orders = writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS, writeOrders([DELETED, DELETED]));
const slowOrders = host.data(DataPduType.UPDATE, (w) =>
  w
    .u16(UpdateType.UPDATETYPE_ORDERS)
    .u16(0)
    .bytes(fromHex('0100 0000'))
    .bytes(writeOrders([DELETED]).subarray(2)),
);

t.test('the exchange', async (t) => {
  const stage = programStage();
  const out: Uint8Array[] = [];
  t.equal(stage.rail({ type: 'activate', windowId: 1, enabled: true }, out), false);
  for (const frame of fromHost(railPdu({ type: 'handshake', buildNumber: 1 }))) t.same(stage.receive(frame, out), []);
  t.equal(said(out).at(-1), 'exec');
  const result = { type: 'execResult', flags: 0, execResult: 0, rawResult: 0, exeOrFile: '||notes' } as const;
  for (const frame of fromHost(railPdu(result))) t.same(stage.receive(frame, []), [{ type: 'rail', pdu: result }]);
  t.equal(stage.promptProgram([]), false);
  const order: Uint8Array[] = [];
  t.ok(stage.rail({ type: 'activate', windowId: 1, enabled: true }, order));
  t.same(said(order), ['activate']);
});

t.test('window orders on both paths', async (t) => {
  const stage = programStage();
  const event = { type: 'windowOrder', order: DELETED };
  t.same(
    orders.flatMap((frame) => stage.receive(frame, [])),
    [event, event],
  );
  t.same(stage.receive(slowOrders, []), [event]);
  const drawing = writeFastPathOutput(FastPathUpdateCode.FASTPATH_UPDATETYPE_ORDERS, fromHex('0100 09 00'));
  t.same(
    drawing.flatMap((frame) => stage.receive(frame, [])),
    [{ type: 'unknown', what: 'drawing orders' }],
  );
});

t.test('a session of a desktop asks for none of it', async (t) => {
  const unknown = { type: 'unknown', what: 'drawing orders' };
  t.same(eventsOf(...orders, slowOrders), [unknown, unknown]);
  const stage = new ActiveStage(settings(), connected({ channels: [RAIL_CHANNEL] }));
  t.equal(stage.promptProgram([]), false);
  const [frame] = fromHost(railPdu({ type: 'handshake', buildNumber: 1 }));
  t.match(stage.receive(frame, []), [{ type: 'channelData', channel: 'rail' }]);
});
