import { intersect, isEmpty, type Rect, rect } from './rect.js';

/** A colour is 0xRRGGBB, which in memory is a little-endian BGRX pixel. */
export type Color = number;

/** Mixes two colours; `weight` of 0 is `from`, 255 is `to`. */
export function mix(from: Color, to: Color, weight: number): Color {
  const w = (weight * 257 + 128) >> 8;
  const redBlue = ((from & 0xff00ff) * (256 - w) + (to & 0xff00ff) * w) >>> 8;
  const green = ((from & 0x00ff00) * (256 - w) + (to & 0x00ff00) * w) >>> 8;
  return (redBlue & 0xff00ff) | (green & 0x00ff00);
}

const SHORT_ROW = 96;

/** A picture in memory. Everything drawn is clipped to it. `window` gives a part of it its own coordinates. */
export class Surface {
  readonly width: number;
  readonly height: number;
  /** Row-major; the pixel at x, y is `pixels[origin + y * stride + x]`. */
  readonly pixels: Uint32Array;
  readonly stride: number;
  readonly origin: number;

  constructor(width: number, height: number, within?: { surface: Surface; left: number; top: number }) {
    this.width = width;
    this.height = height;
    this.pixels = within ? within.surface.pixels : new Uint32Array(width * height);
    this.stride = within ? within.surface.stride : width;
    this.origin = within ? within.surface.origin + within.top * this.stride + within.left : 0;
  }

  get bounds(): Rect {
    return rect(0, 0, this.width, this.height);
  }

  /** A part of this surface, sharing its memory. `part` must lie inside. */
  window(part: Rect): Surface {
    const inside = intersect(part, this.bounds);
    return new Surface(Math.max(0, inside.right - inside.left), Math.max(0, inside.bottom - inside.top), {
      surface: this,
      left: inside.left,
      top: inside.top,
    });
  }

  at(x: number, y: number): number {
    return this.origin + y * this.stride + x;
  }

  fill(area: Rect, color: Color): void {
    const r = intersect(area, this.bounds);
    if (isEmpty(r)) return;
    for (let y = r.top; y < r.bottom; y++) this.pixels.fill(color, this.at(r.left, y), this.at(r.right, y));
  }

  /** Mixes `color` over one pixel; `alpha` is 0 to 255. Outside the surface nothing happens. */
  blend(x: number, y: number, color: Color, alpha: number): void {
    if (x < 0 || y < 0 || this.width <= x || this.height <= y || alpha <= 0) return;
    const at = this.at(x, y);
    this.pixels[at] = 255 <= alpha ? color : mix(this.pixels[at], color, alpha);
  }

  /** Copies `source` so that its top left corner lies at `left`, `top`; only inside `area`. */
  blit(source: Surface, left: number, top: number, area: Rect = this.bounds): void {
    const r = intersect(intersect(area, this.bounds), rect(left, top, source.width, source.height));
    if (isEmpty(r)) return;
    const count = r.right - r.left;
    for (let y = r.top; y < r.bottom; y++) {
      const from = source.at(r.left - left, y - top);
      const to = this.at(r.left, y);
      // A view per row costs more than it saves where rows are as short as a cell's.
      if (SHORT_ROW < count) this.pixels.set(source.pixels.subarray(from, from + count), to);
      else for (let i = 0; i < count; i++) this.pixels[to + i] = source.pixels[from + i];
    }
  }
}
