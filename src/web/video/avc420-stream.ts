import { ByteReader } from '../../bytes/reader.js';
import { wireInvalid } from '../../wire/header.js';
import type { Area } from '../kernels/kernels.js';

/** RFX_AVC420_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.4. */
export interface Avc420Stream {
  /** What of the picture changes, in pixels of the surface. */
  readonly regions: readonly Area[];
  /** H.264 as [ITU-T H.264] annex B has it. A view. */
  readonly data: Uint8Array;
}

const COUNT = 4;
const REGION = 4 * 2 /* corners */ + 2; /* quantization, quality */

/** Throws WIRE_INVALID. Regions may lie outside the surface. */
export function readAvc420Stream(bytes: Uint8Array): Avc420Stream {
  const r = new ByteReader(bytes);
  if (r.remaining < COUNT) throw wireInvalid('VideoUnit', 'numRegionRects');
  const count = r.u32();
  if (r.remaining < count * REGION) throw wireInvalid('VideoUnit', 'numRegionRects', count);
  const regions = Array.from({ length: count }, () => ({
    left: r.u16(),
    top: r.u16(),
    right: r.u16(),
    bottom: r.u16(),
  }));
  r.skip(2 * count);
  return { regions, data: r.rest() };
}
