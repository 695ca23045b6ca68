/**
 * Makes a ClearCodec payload of a picture: `node dist/bench/micro/clear-payload.js PAYLOAD FILE`. The picture is that of
 * another payload without loss. Hosts send ClearCodec in rectangles of many sizes; these are half a cell.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { ClearCodecEncoder } from '../../src/host/egfx/encode/clear/clear-codec.js';
import { part } from '../../src/host/egfx/encode/pixels.js';
import { measureDecode } from './decode.js';
import { readPayload, writePayload } from './payloads.js';

const [WIDTH, HEIGHT] = [64, 32];
/** So many messages, that a batch may be drawn again and again: sequence numbers start anew after them. */
const MESSAGES = 256;

const [from, to] = process.argv.slice(2);
const payload = readPayload(from);
const { width, height } = payload;
const { pixels } = measureDecode(payload, 1);
const picture = { width, height, data: new Uint32Array(pixels.buffer) };
const encoder = new ClearCodecEncoder();
const batch = new DecodeBatchWriter();
let messages = 0;

function append(left: number, top: number, columns: number, rows: number): void {
  const bitmap = part(picture, left, top, columns, rows);
  const size = { visibleWidth: bitmap.width, visibleHeight: bitmap.height, width: bitmap.width, height: bitmap.height };
  const data = encoder.encode(bitmap, { resetCaches: messages === 0, glyphs: true });
  const command: DecodeCommand = { codec: Codec.clearCodec, bitsPerPixel: 32, flags: 0, left, top, ...size, data };
  batch.append(command);
  messages++;
}

for (let top = 0; top < height; top += HEIGHT) {
  for (let left = 0; left < width; left += WIDTH) append(left, top, WIDTH, HEIGHT);
}
// What is left are glyphs, from the middle of the picture.
for (let i = 0; messages % MESSAGES !== 0; i++) append((i * 8) % (width - 8), height >> 1, 8, 14);
writeFileSync(to, writePayload({ width, height, batch: batch.take() }));
console.log(`${to}: ${messages} messages, ${readFileSync(to).length} bytes`);
