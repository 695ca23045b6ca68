import type { PointerShape } from '../../rdp/graphics/pointer-update.js';
import { fillPolygon, fillRoundRect, strokeLine } from './pixels/paint.js';
import { rect } from './pixels/rect.js';
import { Surface } from './pixels/surface.js';
import type { CursorName } from './scene/app.js';

/** Pixels at scale 1. */
const SIDE = 32;
const WHITE = 0xffffff;
const BLACK = 0x10161c;

type Point = readonly [number, number];

/** Draws in white, enlarged, with `extra` around everything: 1 for the outline, 0 for what is inside it. */
class Pen {
  readonly surface: Surface;
  readonly #scale: number;
  readonly #extra: number;

  constructor(scale: number, extra: number) {
    this.surface = new Surface(SIDE * scale, SIDE * scale);
    this.#scale = scale;
    this.#extra = extra;
  }

  line(from: Point, to: Point, width: number): void {
    const at = ([x, y]: Point): Point => [x * this.#scale, y * this.#scale];
    strokeLine(this.surface, at(from), at(to), (width + 2 * this.#extra) * this.#scale, WHITE);
  }

  polygon(corners: readonly Point[]): void {
    const scaled = corners.map(([x, y]): Point => [x * this.#scale, y * this.#scale]);
    fillPolygon(this.surface, scaled, WHITE);
    if (this.#extra === 0) return;
    corners.forEach((from, i) => {
      this.line(from, corners[(i + 1) % corners.length], 0);
    });
  }

  box(left: number, top: number, width: number, height: number, radius: number): void {
    const [e, k] = [this.#extra, this.#scale];
    const box = rect((left - e) * k, (top - e) * k, (width + 2 * e) * k, (height + 2 * e) * k);
    fillRoundRect(this.surface, box, radius * k, WHITE);
  }
}

const SHAPES: Readonly<Record<CursorName, { readonly hotspot: Point; readonly draw: (pen: Pen) => void }>> = {
  arrow: {
    hotspot: [2, 2],
    draw: (pen) =>
      pen.polygon([
        [2, 2],
        [2, 19],
        [6, 15.2],
        [9, 21.8],
        [12, 20.5],
        [9.2, 14.2],
        [14.4, 14.2],
      ]),
  },
  text: {
    hotspot: [8, 11],
    draw: (pen) => {
      pen.line([8, 4], [8, 18], 1.4);
      for (const [end, inner] of [
        [3, 4],
        [19, 18],
      ]) {
        pen.line([4.5, end], [8, inner], 1.4);
        pen.line([11.5, end], [8, inner], 1.4);
      }
    },
  },
  hand: {
    hotspot: [9, 3],
    draw: (pen) => {
      pen.line([9.5, 4.5], [9.5, 14], 3);
      pen.line([13, 10], [13, 15], 3);
      pen.line([16.2, 11], [16.2, 15], 3);
      pen.line([19.2, 12.5], [19.2, 17], 3);
      pen.line([5.5, 13.5], [9.5, 18.5], 3);
      pen.box(8, 13, 13, 10, 4);
    },
  },
  move: {
    hotspot: [12, 12],
    draw: (pen) => {
      pen.line([12, 3], [12, 21], 1.6);
      pen.line([3, 12], [21, 12], 1.6);
      for (const [dx, dy] of [
        [0, -1],
        [0, 1],
        [-1, 0],
        [1, 0],
      ]) {
        const tip: Point = [12 + 9.5 * dx, 12 + 9.5 * dy];
        for (const side of [-3.2, 3.2])
          pen.line(tip, [tip[0] - 3.2 * dx + side * dy, tip[1] - 3.2 * dy + side * dx], 1.6);
      }
    },
  },
};

/** How much of each pixel a shape covers, 0 to 255. */
function coverage(name: CursorName, scale: number, extra: number): Uint8Array {
  const pen = new Pen(scale, extra);
  SHAPES[name].draw(pen);
  return Uint8Array.from(pen.surface.pixels, (pixel) => pixel & 0xff);
}

/** A pointer with 32 bits per pixel, alpha included ([MS-RDPBCGR] 2.2.9.1.1.4.5); rows are bottom-up. */
export function cursorShape(name: CursorName, cacheIndex: number, scale: number): PointerShape {
  const side = SIDE * scale;
  const outline = coverage(name, scale, 1);
  const inside = coverage(name, scale, 0);
  const xorMask = new Uint8Array(side * side * 4);
  const andMask = new Uint8Array((side / 8) * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = y * side + x;
      const to = (side - 1 - y) * side + x;
      const alpha = Math.max(outline[from], inside[from]);
      for (let channel = 0; channel < 3; channel++) {
        const dark = (BLACK >> (8 * channel)) & 0xff;
        xorMask[4 * to + channel] = alpha === 0 ? 0 : dark + Math.round(((255 - dark) * inside[from]) / 255);
      }
      xorMask[4 * to + 3] = alpha;
      if (alpha === 0) andMask[to >> 3] |= 0x80 >> (to & 7);
    }
  }
  const [hotspotX, hotspotY] = SHAPES[name].hotspot.map((coordinate) => coordinate * scale);
  return { cacheIndex, xorBitsPerPixel: 32, hotspotX, hotspotY, width: side, height: side, xorMask, andMask };
}
