/** The same bytes through our kernels and through libfreerdp give the same picture, to the bit. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { findLibfreerdp, PROJECT } from '../../bench/micro/libfreerdp.js';
import { hashPicture, type Payload, readPayload, writePayload } from '../../bench/micro/payloads.js';
import { Codec, type DecodeCommand } from '../../src/codec/commands.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { bitmap, createCanvas, native, numbers } from './canvas.js';
import { ClearStreams } from './clear-streams.js';
import { interleaved, nsCodec, planar } from './generated.js';

const libfreerdp = findLibfreerdp();
const options = { skip: typeof libfreerdp === 'string' ? libfreerdp : false } as const;

function ours({ width, height, batch }: Payload): string {
  const canvas = createCanvas(width, height);
  const graphics = native.createGraphics();
  const failed = native.decodeBatch(batch, canvas.surface, canvas.dirty, canvas.palette, graphics);
  native.destroyGraphics(graphics);
  return failed === -1 ? hashPicture(canvas.surface.pixels) : `record ${failed} refused`;
}

t.test('fixtures', options, async (t) => {
  if (typeof libfreerdp === 'string') return;
  const folder = join(PROJECT, 'fixtures', 'codec');
  const files = readdirSync(folder).filter((file) => file.endsWith('.slpf'));
  t.ok(files.length > 15);
  for (const file of files) {
    const path = join(folder, file);
    t.equal(ours(readPayload(path)), libfreerdp.decode(path).hash, file);
  }
});

/** Draws pictures of many sizes below one another, each by one command. */
function stack(make: (width: number, height: number) => DecodeCommand, random: (below: number) => number): Payload {
  const batch = new DecodeBatchWriter();
  const palette = Uint8Array.from({ length: 1024 }, (_, i) => (i * 37) & 255);
  batch.append(bitmap(Codec.palette, 0, 0, palette));
  let top = 0;
  let widest = 0;
  for (let i = 0; i < 150; i++) {
    const [width, height] = [1 + random(i % 5 === 0 ? 200 : 70), 1 + random(40)];
    batch.append({ ...make(width, height), top });
    top += height;
    widest = Math.max(widest, width);
  }
  return { width: widest, height: top, batch: batch.take() };
}

t.test('generated payloads', options, async (t) => {
  if (typeof libfreerdp === 'string') return;
  const folder = mkdtempSync(join(tmpdir(), 'sluice-payloads-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const random = numbers(20);
  const clear = new ClearStreams(numbers(21));
  const makers: Readonly<Record<string, (width: number, height: number) => DecodeCommand>> = {
    'interleaved 8': (width, height) => interleaved(random, 8, width, height),
    'interleaved 15': (width, height) => interleaved(random, 15, width, height),
    'interleaved 16': (width, height) => interleaved(random, 16, width, height),
    'interleaved 24': (width, height) => interleaved(random, 24, width, height),
    planar: (width, height) => planar(random, width, height),
    nscodec: (width, height) => nsCodec(random, width, height),
    clearcodec: (width, height) => clear.next(width, height),
  };
  for (const [name, make] of Object.entries(makers)) {
    const payload = stack(make, random);
    const path = join(folder, `${name}.slpf`);
    writeFileSync(path, writePayload(payload));
    t.equal(ours(payload), libfreerdp.decode(path).hash, name);
  }
});
