import { ByteWriter } from '../../../bytes/writer.js';
import type { Pixels } from './pixels.js';

/** RDPGFX_CODECID_UNCOMPRESSED, [MS-RDPEGFX] 2.2.2.1: pixels from left to right, then from top to bottom. */
export function encodeUncompressed({ data }: Pixels): Uint8Array {
  const w = new ByteWriter(4 * data.length);
  for (const pixel of data) w.u32(pixel);
  return w.finish();
}
