/** The bitmap decompressor of node-rdpjs: C compiled to JavaScript. A development dependency, measured as its client calls it. */
import { createRequire } from 'node:module';
import { Codec, DECODE_HEADER } from '../../src/codec/commands.js';
import { median } from './median.js';
import type { Payload } from './payloads.js';

export interface Rdpjs {
  /** Median nanoseconds, or undefined for a payload that is not RLE of a depth that it knows. */
  measure(payload: Payload, repeats: number): number | undefined;
}

/** What Emscripten exports. */
interface Rle {
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
  ccall(name: string, result: 'number', types: readonly 'number'[], values: readonly number[]): number;
}

interface Bitmap {
  readonly bitsPerPixel: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The decompressor, or in words why there is none. */
export function findRdpjs(): Rdpjs | string {
  let rle: Rle;
  try {
    rle = createRequire(import.meta.url)('node-rdpjs/lib/core/rle.js') as Rle;
  } catch {
    return 'node-rdpjs is not installed';
  }
  return {
    measure(payload, repeats) {
      const bitmaps = readBitmaps(payload.batch);
      if (bitmaps === undefined) return undefined;
      return median(repeats, () => {
        for (const bitmap of bitmaps) decompress(rle, bitmap);
      });
    },
  };
}

/** The bitmaps of a batch, or undefined when one is not interleaved RLE of at least 15 bits. */
function readBitmaps(batch: Uint8Array): readonly Bitmap[] | undefined {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const bitmaps: Bitmap[] = [];
  for (let at = 0; at < batch.length; ) {
    const length = view.getUint32(at + 20, true);
    const bitsPerPixel = batch[at + 1];
    if (batch[at] !== Codec.interleavedRle || bitsPerPixel < 15) return undefined;
    bitmaps.push({
      bitsPerPixel,
      width: view.getUint16(at + 16, true),
      height: view.getUint16(at + 18, true),
      data: batch.subarray(at + DECODE_HEADER, at + DECODE_HEADER + length),
    });
    at += DECODE_HEADER + ((length + 3) & ~3);
  }
  return bitmaps;
}

/** Copies a bitmap in, decompresses it, copies the pixels out. */
function decompress(rle: Rle, { bitsPerPixel, width, height, data }: Bitmap): Uint8ClampedArray {
  const size = width * height * 4;
  const input = rle._malloc(data.length);
  const output = rle._malloc(size);
  rle.HEAPU8.set(data, input);
  const values = [output, width, height, width, height, input, data.length];
  rle.ccall(
    `bitmap_decompress_${bitsPerPixel}`,
    'number',
    values.map(() => 'number' as const),
    values,
  );
  const pixels = new Uint8ClampedArray(rle.HEAPU8.slice(output, output + size).buffer);
  rle._free(input);
  rle._free(output);
  return pixels;
}
