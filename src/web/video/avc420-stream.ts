import { LIMITS } from '../../bytes/limits.js';
import { ByteReader } from '../../bytes/reader.js';
import { wireInvalid } from '../../wire/header.js';
import type { Area } from '../kernels/kernels.js';
import { intersect, isEmpty } from './areas.js';

/** RFX_AVC420_BITMAP_STREAM, [MS-RDPEGFX] 2.2.4.4. */
export interface Avc420Stream {
  /** What of the picture changes, in pixels of the surface. None is empty. */
  readonly regions: readonly Area[];
  /** H.264 as [ITU-T H.264] annex B has it. A view. */
  readonly data: Uint8Array;
}

const COUNT = 4;
const REGION = 4 * 2 /* corners */ + 2; /* quantization, quality */
/** Regions share no pixels, or few. More of them on each other are there to keep us busy. */
const MOST_OVERLAP = 16;

/** Reads a stream for a surface; regions are cut to it. Throws WIRE_INVALID. */
export function readAvc420Stream(bytes: Uint8Array, surface: { width: number; height: number }): Avc420Stream {
  const r = new ByteReader(bytes);
  if (r.remaining < COUNT) throw wireInvalid('VideoUnit', 'numRegionRects');
  const count = r.u32();
  if (LIMITS.rectangles < count || r.remaining < count * REGION) {
    throw wireInvalid('VideoUnit', 'numRegionRects', count);
  }
  const whole = { left: 0, top: 0, right: surface.width, bottom: surface.height };
  const regions: Area[] = [];
  let pixels = 0;
  for (let i = 0; i < count; i++) {
    const region = intersect({ left: r.u16(), top: r.u16(), right: r.u16(), bottom: r.u16() }, whole);
    if (isEmpty(region)) continue;
    pixels += (region.right - region.left) * (region.bottom - region.top);
    regions.push(region);
  }
  if (surface.width * surface.height * MOST_OVERLAP < pixels) throw wireInvalid('VideoUnit', 'regionRects', pixels);
  r.skip(2 * count);
  return { regions, data: r.rest() };
}
