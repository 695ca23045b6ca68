import { loadNative } from '../../native-bindings/index.js';
import { CELL, Codec, DECODE_HEADER } from '../../src/codec/commands.js';
import { median } from './median.js';
import type { Payload } from './payloads.js';

const native = loadNative();

export interface Decoded {
  readonly nanoseconds: number;
  readonly pixels: Uint8Array;
}

/** Decodes a payload again and again, on surfaces that are made once. Throws when a record is refused. */
export function measureDecode({ width, height, batch }: Payload, repeats: number): Decoded {
  const pixels = new Uint8Array(width * height * 4);
  const dirty = new Uint8Array(Math.ceil(width / CELL) * Math.ceil(height / CELL));
  const palette = new Uint8Array(256 * 4);
  const surface = { pixels, width, height, stride: width * 4 };
  const graphics = native.createGraphics();
  const decode = (records: Uint8Array): void => {
    const failed = native.decodeBatch(records, surface, dirty, palette, graphics);
    if (failed !== -1) throw new Error(`record ${failed} refused`);
  };
  const start = surfacesEnd(batch);
  decode(batch.subarray(0, start));
  const nanoseconds = median(repeats, () => decode(batch.subarray(start)));
  native.destroyGraphics(graphics);
  return { nanoseconds, pixels };
}

/** Where the records end that make and map the surfaces, at the start of a batch. */
function surfacesEnd(batch: Uint8Array): number {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  let at = 0;
  while (at < batch.length && (batch[at] === Codec.createSurface || batch[at] === Codec.mapSurface)) {
    at += DECODE_HEADER + ((view.getUint32(at + 20, true) + 3) & ~3);
  }
  return at;
}

measureDecode.simd = native.simd;
