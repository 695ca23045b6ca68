/** Prints hashes of what the kernels make of the fixtures and of generated payloads; `simd.test.ts` compares them. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../bench/micro/libfreerdp.js';
import { readPayload } from '../../bench/micro/payloads.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { native, numbers } from './canvas.js';
import { interleaved, nsCodec, planar } from './generated.js';
import { Viewer } from './viewer.js';

const hashes: Record<string, string> = {};

function add(name: string, width: number, height: number, batch: Uint8Array): void {
  const viewer = new Viewer(width, height);
  const { surface, dirty, palette } = viewer.canvas;
  const graphics = native.createGraphics();
  const failed = native.decodeBatch(batch, surface, dirty, palette, graphics);
  native.destroyGraphics(graphics);
  const hash = createHash('sha256').update(`${failed}`).update(surface.pixels).update(viewer.encode().bytes);
  hashes[name] = hash.digest('hex');
}

const folder = join(PROJECT, 'fixtures', 'codec');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.slpf'))) {
  const { width, height, batch } = readPayload(join(folder, file));
  add(file, width, height, batch);
}

const random = numbers(77);
for (let i = 0; i < 12; i++) {
  // Odd sizes end where vectors do not.
  const [width, height] = [1 + random(140), 1 + random(40)];
  const commands = {
    15: interleaved(random, 15, width, height),
    16: interleaved(random, 16, width, height),
    24: interleaved(random, 24, width, height),
    planar: planar(random, width, height),
    nscodec: nsCodec(random, width, height),
  };
  for (const [name, command] of Object.entries(commands)) {
    const writer = new DecodeBatchWriter();
    // A visible part that begins at an odd pixel of the bitmap.
    writer.append({ ...command, left: -random(4), top: -random(4) });
    add(`${name} ${i}`, width, height, writer.take());
  }
}

// Coefficients that overflow: vectors and plain code must wrap alike.
for (const name of ['photo.rfx3.slpf', 'photo.progressive-passes.slpf']) {
  const example = readPayload(join(folder, name));
  for (let i = 0; i < 20; i++) {
    const batch = example.batch.slice();
    for (let k = 0; k < 200; k++) batch[400 + random(batch.length - 400)] = random(256);
    add(`damaged ${name} ${i}`, example.width, example.height, batch);
  }
}

process.stdout.write(JSON.stringify({ simd: native.simd, hashes }));
