import t from 'tap';
import { loadNative } from '../../native-bindings/index.js';
import { DecodeBatchWriter } from '../../src/codec/decode-batch.js';
import { BitmapEncoder, type ColorDepth, palette332 } from '../../src/host/demo/encode/bitmap.js';
import { Surface } from '../../src/host/demo/pixels/surface.js';
import { hash } from '../../src/host/demo/scene/noise.js';
import { paintPhoto } from '../../src/host/demo/scene/photo.js';
import { bitmapCommand, paletteCommand } from '../../src/session/drawing.js';
import { testPicture } from './recordings.js';

/** What the session's kernels make of a surface that was cut into pieces and encoded. */
function roundTrip(surface: Surface, depth: ColorDepth, step: number): { pixels: Uint32Array; bytes: number } {
  const { width, height } = surface;
  const encoder = new BitmapEncoder(depth);
  const batch = new DecodeBatchWriter();
  batch.append(paletteCommand(palette332()));
  let bytes = 0;
  for (let top = 0; top < height; top += step) {
    for (let left = 0; left < width; left += step) {
      const right = Math.min(width, left + step);
      const bitmap = encoder.encode(surface, { left, top, right, bottom: Math.min(height, top + step) });
      bytes += bitmap.data.length;
      batch.append(bitmapCommand(bitmap));
    }
  }
  const pixels = new Uint32Array(width * height);
  const target = { pixels: new Uint8Array(pixels.buffer), width, height, stride: 4 * width };
  const dirty = new Uint8Array(Math.ceil(width / 64) * Math.ceil(height / 64));
  const failed = loadNative().decodeBatch(batch.take(), target, dirty, new Uint8Array(1024));
  if (failed !== -1) throw new Error(`record ${failed} cannot be decoded`);
  return { pixels: pixels.map((pixel) => pixel & 0xffffff), bytes };
}

/** Largest difference of any channel. */
function difference(a: Uint32Array, b: Uint32Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++)
    for (const shift of [0, 8, 16]) most = Math.max(most, Math.abs(((a[i] >> shift) & 255) - ((b[i] >> shift) & 255)));
  return most;
}

/** Runs, repetitions of the row above, single pixels: what the orders of both codecs are made for. */
function runs(): Surface {
  const surface = new Surface(190, 130);
  for (let i = 0; i < surface.pixels.length; i++) {
    const luck = hash(i, 1, 1);
    const above = surface.pixels[i - surface.width] ?? 0;
    if (luck < 0.5) surface.pixels[i] = surface.pixels[i - 1] ?? 0;
    else if (luck < 0.9) surface.pixels[i] = above;
    else surface.pixels[i] = Math.floor(hash(i, 2, 2) * 0x1000000);
  }
  return surface;
}

const PICTURES = {
  photo: paintPhoto(200, 140, 1),
  'flat and busy parts': testPicture({ width: 203, height: 131 }, 3),
  runs: runs(),
  black: new Surface(150, 70),
};

t.test('24 and 32 bits per pixel lose nothing', async (t) => {
  for (const [name, picture] of Object.entries(PICTURES)) {
    for (const depth of [24, 32] as const) {
      for (const step of [64, 37, 1000])
        t.equal(difference(roundTrip(picture, depth, step).pixels, picture.pixels), 0, `${name}, ${depth}, ${step}`);
    }
  }
});

t.test('fewer bits lose no more than their rounding', async (t) => {
  for (const [name, picture] of Object.entries(PICTURES)) {
    for (const [depth, most] of [
      [16, 7],
      [15, 7],
      [8, 63],
    ] as const)
      t.ok(difference(roundTrip(picture, depth, 64).pixels, picture.pixels) <= most, `${name}, ${depth}`);
  }
});

t.test('what is flat becomes small, what is not never grows', async (t) => {
  for (const [depth, bytes] of [
    [8, 1],
    [16, 2],
    [24, 3],
    [32, 3],
  ] as const) {
    const flat = new Surface(256, 256);
    flat.fill(flat.bounds, 0x336699);
    t.ok(roundTrip(flat, depth, 64).bytes < 256 * 256 * 0.1, `${depth} bits`);
    const noise = new Surface(128, 128);
    noise.pixels.forEach((_, i) => {
      noise.pixels[i] = Math.floor(hash(i, 3, 4) * 0x1000000);
    });
    t.ok(roundTrip(noise, depth, 64).bytes <= 128 * 128 * bytes + 4 * 2, `${depth} bits, noise`);
  }
});
