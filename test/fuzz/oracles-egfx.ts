import { fromHex } from '../../src/bytes/text.js';
import { ByteWriter, concat } from '../../src/bytes/writer.js';
import { DynamicChannels } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import { dynamicMessage, hostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { GRAPHICS_CHANNEL, GraphicsPipeline } from '../../src/rdp/channels/egfx/graphics-pipeline.js';
import { CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import { type GraphicsPdu, writeGraphicsPdu } from '../../src/rdp/channels/egfx/pdu/index.js';
import { ZgfxDecompressor } from '../../src/rdp/channels/egfx/zgfx.js';
import { ZgfxCompressor, zgfxPlain } from '../../src/rdp/channels/egfx/zgfx-compressor.js';
import { RDP8, RDP8_LITE, UNPACKED_MAX } from '../../src/rdp/channels/egfx/zgfx-profile.js';
import { annotated } from '../rdp-active/rows.js';
import { GraphicsHost } from '../rdp-egfx/graphics-host.js';
import { AVC_ROWS, CLIENT_ROWS, HOST_ROWS } from '../rdp-egfx/pdu-rows.js';
import { random } from './mutate.js';
import type { Oracle } from './oracle.js';
import { rowOracles } from './row-oracles.js';

const OFFER = { avc: 'avc444', progressive: true, smallCache: false } as const;
const CONFIRM: GraphicsPdu = { type: 'capsConfirm', set: { version: CapsVersion.RDPGFX_CAPVERSION_107, flags: 0 } };

/** Several inputs in one: each with its length in two bytes in front. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes[at] | (bytes[at + 1] << 8);
    yield bytes.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  concat(parts.flatMap((part) => [Uint8Array.of(part.length & 0xff, part.length >> 8), part]));

function repetitive(length: number, seed: number): Uint8Array {
  const next = random(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = next(8) === 0 ? next(0x100) : bytes[Math.max(0, at - 1 - next(40))];
  return bytes;
}

function zgfxOracle(name: string, profile: typeof RDP8, more: readonly Uint8Array[]): Oracle {
  const compressor = new ZgfxCompressor(profile);
  const messages = [500, 3000, 700].map((length, seed) => compressor.compress(repetitive(length, seed)));
  return {
    name,
    seeds: [joined(messages), joined([zgfxPlain(new Uint8Array(40), profile)]), ...more],
    run: (bytes) => {
      const zgfx = new ZgfxDecompressor(profile);
      for (const piece of pieces(bytes)) {
        const { length } = zgfx.decompress(piece);
        if (UNPACKED_MAX < length) throw new Error(`${length} bytes from one message`);
      }
    },
  };
}

const MULTIPART = fromHex(`e1 0300 2b000000
  11000000 04 54686520717569636b2062726f776e20 0e000000 04 666f78206a756d7073206f7665
  10000000 24 39080e91f8d8613d1e440643799c 02`);

const confirm = (() => {
  const w = new ByteWriter();
  writeGraphicsPdu(w, CONFIRM);
  return w.finish();
})();

/** Opens a channel and sends what it can compress in blocks of that kind too. */
function channelSeed(): Uint8Array {
  const host = new GraphicsHost();
  const lite = new ZgfxCompressor(RDP8_LITE);
  const frame = host.message({ type: 'startFrame', timestamp: 1, frameId: 1 }, { type: 'endFrame', frameId: 1 });
  return joined([
    hostDynamicPdu({ type: 'capabilities', version: 3 }),
    hostDynamicPdu({ type: 'create', channelId: 1, name: GRAPHICS_CHANNEL }),
    ...dynamicMessage(1, host.message(CONFIRM)),
    hostDynamicPdu({ type: 'data', channelId: 1, data: lite.compress(frame), compressed: true }),
    ...dynamicMessage(1, host.message({ type: 'endFrame', frameId: 2 }), 20),
    hostDynamicPdu({ type: 'close', channelId: 1 }),
    hostDynamicPdu({ type: 'create', channelId: 2, name: GRAPHICS_CHANNEL }),
  ]);
}

/** The graphics channel: its compression, its commands, and both in a channel that comes and goes. */
export const egfxOracles: readonly Oracle[] = [
  ...rowOracles(HOST_ROWS),
  ...rowOracles(CLIENT_ROWS),
  ...rowOracles(AVC_ROWS),
  zgfxOracle('zgfx', RDP8, [joined([MULTIPART, MULTIPART])]),
  zgfxOracle('zgfx-lite', RDP8_LITE, [joined([fromHex('e0 26 38c43ff474 01')])]),
  {
    name: 'graphics-pipeline',
    seeds: [joined([confirm, ...HOST_ROWS.slice(0, -3).map(({ hex }) => annotated(hex))])],
    run: (bytes) => {
      const pipeline = new GraphicsPipeline(OFFER);
      pipeline.opened(() => {});
      for (const piece of pieces(bytes)) {
        for (const event of pipeline.received(zgfxPlain(piece)))
          if (event.type === 'graphics' && event.pdu.type === 'endFrame') pipeline.acknowledge(event.pdu.frameId, 1);
      }
    },
  },
  {
    name: 'graphics-channel',
    seeds: [channelSeed()],
    run: (bytes) => {
      const channels = new DynamicChannels([new GraphicsPipeline(OFFER)], () => {});
      for (const piece of pieces(bytes)) channels.receive(piece);
    },
  },
];
