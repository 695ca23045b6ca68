import { ByteWriter } from '../../../bytes/writer.js';
import type { Pixels } from './pixels.js';
import { writeRunLength } from './run-length.js';

/** alphaSig of ALPHACODEC_BITMAP_STREAM: "AL". */
const SIGNATURE = 0x414c;

/** ALPHACODEC_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.3: the upper byte of each pixel, as runs where they are shorter. */
export function encodeAlpha({ data }: Pixels): Uint8Array {
  const runs = new ByteWriter(64);
  for (let at = 0; at < data.length; ) {
    const value = data[at] >>> 24;
    const from = at;
    while (at < data.length && data[at] >>> 24 === value) at++;
    runs.u8(value);
    writeRunLength(runs, at - from);
  }
  const w = new ByteWriter(4 + Math.min(runs.length, data.length)).u16(SIGNATURE);
  if (runs.length < data.length) return w.u16(1 /* compressed */).bytes(runs.finish()).finish();
  w.u16(0 /* compressed */);
  for (const pixel of data) w.u8(pixel >>> 24);
  return w.finish();
}
