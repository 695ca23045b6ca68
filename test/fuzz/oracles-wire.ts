import { ByteReader } from '../../src/bytes/reader.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { writeFrame } from '../../src/wire/frame.js';
import { readGatewayMessage, writeGatewayMessage } from '../../src/wire/gateway-messages.js';
import { readMessages } from '../../src/wire/header.js';
import { WIRE_VERSION } from '../../src/wire/messages.js';
import { Unpacker } from '../../src/wire/unpacker.js';
import { writeVideoUnit } from '../../src/wire/video-unit.js';
import { decodeViewerMessage, readViewerMessage, writeViewerMessage } from '../../src/wire/viewer-messages.js';
import { Packer } from '../../src/workers/packer.js';
import type { Oracle } from './oracle.js';

const problem = { code: 'HOST_CLOSED', message: 'host closed the connection', advice: 'Connect again.' };

const fromViewers: readonly Uint8Array[] = [
  writeViewerMessage('hello', 1, {
    version: WIRE_VERSION,
    width: 1280,
    height: 800,
    scaleFactor: 150,
    keyboardLayout: 0x0407,
    cacheSlots: 512,
    video: 2,
    handedOn: true,
    unpacks: true,
  }),
  writeViewerMessage('credentials', 2, { username: 'ada', domain: 'EXAMPLE', password: 'secret' }),
  writeViewerMessage('ack', 3, { sequence: 7, drawMs: 1.5 }),
  writeViewerMessage('input', 4, [
    { type: 'key', down: true, scancode: 0x1e, extended: false },
    { type: 'button', down: true, button: 'left', x: 1, y: 2 },
    { type: 'wheel', axis: 'vertical', delta: -120, x: 1, y: 2 },
    { type: 'synchronize', scrollLock: false, numLock: true, capsLock: false, kanaLock: false },
  ]),
  writeViewerMessage('window', 5, { kind: 'move', window: 7, left: -8, top: 0, width: 640, height: 480 }),
];

const fromGateways: readonly Uint8Array[] = [
  writeGatewayMessage('status', 1, { state: 'ended', host: 'desk', error: problem }),
  writeGatewayMessage('pointer', 2, {
    kind: 'image',
    width: 1,
    height: 1,
    hotspotX: 0,
    hotspotY: 0,
    rgba: new Uint8Array(4),
  }),
  writeFrame(3, { generation: 1, tileCount: 0, arrivedAt: 1.5, tiles: [] }),
  writeFrame(4, {
    ...{ generation: 1, tileCount: 0, arrivedAt: 1.5, tiles: [] },
    copies: [{ left: 0, top: 64, width: 64, height: 64, toLeft: 0, toTop: 0 }],
    video: [
      writeVideoUnit({
        ...{ surface: 1, kind: 'avc444', streams: 'both', keyFrame: true, left: 0, top: 0, width: 64, height: 64 },
        ...{ first: Uint8Array.of(1, 2, 3), second: Uint8Array.of(4) },
      }),
    ],
    tables: { quantizations: new Uint8Array(10), progressiveQualities: new Uint8Array(16) },
  }),
  writeGatewayMessage('windows', 5, {
    ...{ desktop: false, main: 7, active: 8 },
    windows: [
      {
        ...{ id: 7, owner: 0, state: 'normal', auxiliary: false, title: 'Notes' },
        ...{ left: 0, top: 0, width: 640, height: 480, visible: [{ left: 0, top: 0, width: 640, height: 480 }] },
      },
    ],
  }),
  writeGatewayMessage('windowIcon', 6, { window: 7, width: 1, height: 1, rgba: new Uint8Array(4) }),
  writeGatewayMessage('rights', 7, {
    clipboard: 'toHost',
    drive: false,
    printing: true,
    watermark: 'Ann',
    endsAt: 1e12,
  }),
  writeGatewayMessage('notice', 8, { title: 'Tonight', text: 'We update.' }),
];

/** Payloads that repeat each other, packed, each behind its length. */
function packedPayloads(): Uint8Array {
  const packer = new Packer();
  const w = new ByteWriter();
  for (let i = 0; i < 3; i++) {
    const payload = Uint8Array.from({ length: 300 + 50 * i }, (_, at) => (at * at + (at % 40 < 20 ? i : 0)) >> 3);
    const packed = packer.pack(payload) ?? new Uint8Array(0);
    w.u16(packed.length).bytes(packed);
  }
  return w.finish();
}

export const wireOracles: readonly Oracle[] = [
  {
    name: 'wire-viewer',
    seeds: fromViewers,
    run: (bytes) => {
      readViewerMessage(bytes);
    },
  },
  {
    name: 'wire-gateway',
    seeds: fromGateways,
    run: (bytes) => {
      readGatewayMessage(bytes, new Unpacker());
    },
  },
  {
    name: 'wire-packed',
    seeds: [packedPayloads()],
    run: (bytes) => {
      const unpacker = new Unpacker();
      const r = new ByteReader(bytes);
      while (2 <= r.remaining) unpacker.unpack(r.bytes(Math.min(r.u16(), r.remaining)));
    },
  },
  {
    name: 'wire-post',
    seeds: [new Uint8Array(fromViewers.flatMap((message) => [...message]))],
    run: (bytes) => {
      for (const message of readMessages(bytes)) decodeViewerMessage(message);
    },
  },
];
