import { ByteReader } from '../../src/bytes/reader.js';
import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { BulkDecompressor } from '../../src/rdp/bulk/decompressor.js';
import { DisplayControl } from '../../src/rdp/channels/disp/display-control.js';
import { DynamicChannels } from '../../src/rdp/channels/drdynvc/dynamic-channels.js';
import { hostDynamicPdu } from '../../src/rdp/channels/drdynvc/pdu.js';
import { StaticChannelReader, writeChannelMessage } from '../../src/rdp/channels/static-channel.js';
import { pointerImage } from '../../src/rdp/graphics/pointer-image.js';
import { readNewPointer } from '../../src/rdp/graphics/pointer-update.js';
import { readFastPathInput, writeFastPathInput } from '../../src/rdp/input/fast-path-input.js';
import { readSlowPathInput } from '../../src/rdp/input/slow-path-input.js';
import { CHANNEL_ROWS } from '../rdp-active/channel-rows.js';
import { GRAPHICS_ROWS } from '../rdp-active/graphics-rows.js';
import type { Oracle } from './oracle.js';
import { rowOracles } from './row-oracles.js';

/** Several inputs in one: each with its length in one byte in front. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at];
    yield bytes.subarray(at + 1, at + 1 + length);
    at += 1 + length;
  }
}

const joined = (...parts: Uint8Array[]): Uint8Array =>
  concat(parts.flatMap((part) => [Uint8Array.of(part.length), part]));

export const rdpActiveOracles: readonly Oracle[] = [
  ...rowOracles(GRAPHICS_ROWS),
  ...rowOracles(CHANNEL_ROWS),
  {
    name: 'pointer-image',
    seeds: [
      fromHex('1800 0000 0000 0000 0400 0200 0400 1800'.concat(' 00'.repeat(29))),
      fromHex('0100 0000 0000 0000 0200 0200 0400 0400 aa00 5500 f000 0f00 00'),
    ],
    run: (bytes) => void pointerImage(readNewPointer(new ByteReader(bytes)), undefined),
  },
  {
    name: 'fast-path-input',
    seeds: writeFastPathInput([
      { type: 'key', down: true, scancode: 30, extended: false },
      { type: 'unicode', down: true, unit: 0xe9 },
      { type: 'wheel', axis: 'vertical', delta: -700, x: 1, y: 2 },
    ]),
    run: (bytes) => void readFastPathInput(bytes),
  },
  {
    name: 'slow-path-input',
    seeds: [fromHex('0200 0000 00000000 0400 0000 1e00 0000 00000000 0180 0008 8002 9001')],
    run: (bytes) => void readSlowPathInput(new ByteReader(bytes)),
  },
  {
    name: 'static-channel',
    seeds: [joined(...writeChannelMessage(new Uint8Array(200), 80))],
    run: (bytes) => {
      const reader = new StaticChannelReader(new BulkDecompressor());
      for (const piece of pieces(bytes)) reader.accept(piece);
    },
  },
  {
    name: 'dynamic-channels',
    seeds: [
      joined(
        hostDynamicPdu({ type: 'capabilities', version: 3 }),
        hostDynamicPdu({ type: 'create', channelId: 1, name: new DisplayControl().name }),
        hostDynamicPdu({ type: 'dataFirst', channelId: 1, length: 20, data: fromHex('05000000 14000000') }),
        hostDynamicPdu({ type: 'data', channelId: 1, data: fromHex('01000000 00010000 00010000') }),
        hostDynamicPdu({ type: 'close', channelId: 1 }),
      ),
    ],
    run: (bytes) => {
      const display = new DisplayControl();
      const channels = new DynamicChannels([display], () => {});
      for (const piece of pieces(bytes)) {
        channels.receive(piece);
        display.resize(800, 600, 100);
      }
    },
  },
];
