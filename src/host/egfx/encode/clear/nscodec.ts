import { ByteWriter } from '../../../../bytes/writer.js';
import type { Pixels } from '../pixels.js';

/** ColorLossLevel: the lowest takes one bit of each chroma component. */
const COLOR_LOSS = 1;
/** The last four bytes of a run-length encoded plane stand as they are. */
const END_DATA = 4;
const LONGEST_SHORT_RUN = 0xff + 1;

/**
 * NSCODEC_BITMAP_STREAM ([MS-RDPNSC] 2.2.2) with full chroma resolution and the least color loss: every channel stays
 * within two of what it was.
 */
export function encodeNsCodec({ data }: Pixels): Uint8Array {
  const count = data.length;
  const [luma, orange, green] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  for (let i = 0; i < count; i++) {
    const [r, g, b] = [(data[i] >> 16) & 0xff, (data[i] >> 8) & 0xff, data[i] & 0xff];
    luma[i] = (r + 2 * g + b) >> 2;
    orange[i] = (r - b) >> COLOR_LOSS;
    green[i] = (2 * g - r - b) >> (1 + COLOR_LOSS);
  }
  const planes = [luma, orange, green].map(encodePlane);
  const w = new ByteWriter(20 + planes[0].length + planes[1].length + planes[2].length);
  for (const plane of planes) w.u32(plane.length);
  // No alpha plane: everything is opaque.
  w.u32(0).u8(COLOR_LOSS).u8(0 /* ChromaSubsamplingLevel */).u16(0 /* Reserved */);
  for (const plane of planes) w.bytes(plane);
  return w.finish();
}

/** NSCODEC_RLE_SEGMENTS, [MS-RDPNSC] 2.2.2.1, or the plane itself where that is no longer. */
function encodePlane(plane: Uint8Array): Uint8Array {
  const end = plane.length - END_DATA;
  if (end < 0) return plane;
  const w = new ByteWriter(plane.length);
  for (let at = 0; at < end; ) {
    const value = plane[at];
    let run = 1;
    while (at + run < end && plane[at + run] === value) run++;
    at += run;
    w.u8(value);
    if (run === 1) continue;
    w.u8(value);
    if (run <= LONGEST_SHORT_RUN) w.u8(run - 2);
    else w.u8(0xff).u32(run);
  }
  w.bytes(plane.subarray(end));
  return w.length < plane.length ? w.finish() : plane;
}
