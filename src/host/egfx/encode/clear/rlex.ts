import { ByteWriter } from '../../../../bytes/writer.js';
import type { Pixels } from '../pixels.js';
import { writeRunLength } from '../run-length.js';
import { writeColor } from './color.js';

const MAX_PALETTE = 127;

/**
 * CLEARCODEC_SUBCODEC_RLEX, [MS-RDPEGFX] 2.2.4.1.1.3.1.1: a palette, then segments. A segment is a run of one color and
 * a suite, which begins with that color and goes on with its successors in the palette. Undefined when there are more
 * colors than a palette takes.
 */
export function encodeRlex({ data }: Pixels): Uint8Array | undefined {
  const palette = new Map<number, number>();
  for (const pixel of data) {
    const color = pixel & 0xffffff;
    if (palette.has(color)) continue;
    if (palette.size === MAX_PALETTE) return undefined;
    // In order of appearance, so that suites are frequent.
    palette.set(color, palette.size);
  }
  const w = new ByteWriter(256).u8(palette.size);
  for (const color of palette.keys()) writeColor(w, color);
  const indexBits = Math.max(1, 32 - Math.clz32(palette.size - 1));
  const maxDepth = (1 << (8 - indexBits)) - 1;
  const indexAt = (at: number): number => palette.get(data[at] & 0xffffff) as number;
  for (let at = 0; at < data.length; ) {
    const start = indexAt(at);
    const from = at;
    while (at + 1 < data.length && indexAt(at + 1) === start) at++;
    let depth = 0;
    const runLength = at - from;
    while (depth < maxDepth && at + depth + 1 < data.length && indexAt(at + depth + 1) === start + depth + 1) depth++;
    w.u8((depth << indexBits) | (start + depth));
    writeRunLength(w, runLength);
    at += depth + 1;
  }
  return w.finish();
}
