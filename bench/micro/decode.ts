import { loadNative } from '../../native-bindings/index.js';
import { CELL } from '../../src/codec/commands.js';
import { median } from './median.js';
import type { Payload } from './payloads.js';

const native = loadNative();

export interface Decoded {
  readonly nanoseconds: number;
  readonly pixels: Uint8Array;
}

/** Decodes a payload again and again. Throws when a record is refused. */
export function measureDecode({ width, height, batch }: Payload, repeats: number): Decoded {
  const pixels = new Uint8Array(width * height * 4);
  const dirty = new Uint8Array(Math.ceil(width / CELL) * Math.ceil(height / CELL));
  const palette = new Uint8Array(256 * 4);
  const surface = { pixels, width, height, stride: width * 4 };
  const nanoseconds = median(repeats, () => {
    const failed = native.decodeBatch(batch, surface, dirty, palette);
    if (failed !== -1) throw new Error(`record ${failed} refused`);
  });
  return { nanoseconds, pixels };
}
measureDecode.simd = native.simd;
