import type { DesktopSize } from '../../rdp/accept/settings.js';
import { intersect, isEmpty, type Rect, rect } from './pixels/rect.js';
import { Surface } from './pixels/surface.js';

const MAX_SCALE = 3;
/** A desktop with less room than this is not magnified. */
const MIN_WIDTH = 600;
const MIN_HEIGHT = 400;

/** Whole factor by which a client's scale factor in percent enlarges the scene. */
export function scaleFor({ width, height }: DesktopSize, percent: number): number {
  const room = Math.floor(Math.min(width / MIN_WIDTH, height / MIN_HEIGHT));
  return Math.max(1, Math.min(MAX_SCALE, room, Math.round(percent / 100)));
}

/** The scene as it is sent: each of its pixels as a square, so that it keeps its size on a screen of high density. */
export class Magnifier {
  readonly scale: number;
  /** Size of the scene. */
  readonly inner: DesktopSize;
  readonly #size: DesktopSize;
  #enlarged: Surface | undefined;

  constructor(size: DesktopSize, scale: number) {
    this.scale = scale;
    this.#size = size;
    this.inner = { width: Math.ceil(size.width / scale), height: Math.ceil(size.height / scale) };
    if (scale !== 1) this.#enlarged = new Surface(size.width, size.height);
  }

  /** From the client's coordinates to the scene's. */
  toScene(coordinate: number): number {
    return Math.floor(coordinate / this.scale);
  }

  /** What to send of `scene`: the scene itself, or the surface that `enlarge` draws on. */
  surface(scene: Surface): Surface {
    return this.#enlarged ?? scene;
  }

  /** Enlarges one cell of the scene and returns the parts it became, none larger than a cell. */
  enlarge(scene: Surface, cell: Rect): Rect[] {
    const target = this.#enlarged;
    if (!target) return [cell];
    const { scale } = this;
    const bounds = rect(0, 0, this.#size.width, this.#size.height);
    const area = intersect(
      { left: cell.left * scale, top: cell.top * scale, right: cell.right * scale, bottom: cell.bottom * scale },
      bounds,
    );
    for (let y = area.top; y < area.bottom; y++) {
      const from = scene.at(0, Math.floor(y / scale));
      const to = target.at(0, y);
      for (let x = area.left; x < area.right; x++) target.pixels[to + x] = scene.pixels[from + Math.floor(x / scale)];
    }
    return split(area, cell.right - cell.left, cell.bottom - cell.top);
  }
}

function split(area: Rect, width: number, height: number): Rect[] {
  const parts: Rect[] = [];
  for (let top = area.top; top < area.bottom; top += height) {
    for (let left = area.left; left < area.right; left += width) {
      const part = intersect(rect(left, top, width, height), area);
      if (!isEmpty(part)) parts.push(part);
    }
  }
  return parts;
}
