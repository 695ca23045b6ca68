import { CELL } from '../codec/commands.js';
import type { CopyFound, CopyJob, CopyResult, SharedSurface } from './jobs.js';
import { native } from './native.js';

export function findCopy({ surface, shadow, area, except }: CopyJob): CopyResult {
  const startedAt = performance.now();
  const { left, top, width, height } = area;
  const found = native().findCopy(surface, shadow, left, top, width, height);
  const harmless = found && !meets(found, surface, except) && isKnown(surface, found);
  if (harmless) copyRows(shadow, found);
  return { copy: harmless ? found : undefined, micros: (performance.now() - startedAt) * 1000 };
}

/** Would the copy change a cell of `except`? */
function meets({ x, y, width, height }: CopyFound, surface: SharedSurface, except: Uint8Array | undefined): boolean {
  if (!except) return false;
  const columns = Math.ceil(surface.width / CELL);
  for (let row = Math.floor(y / CELL); row * CELL < y + height; row++) {
    for (let column = Math.floor(x / CELL); column * CELL < x + width; column++) {
      if (except[row * columns + column] !== 0) return true;
    }
  }
  return false;
}

/** Are all pixels that the copy changes known? What void ones show, as video does, nothing could bring back. */
function isKnown({ pixels, stride }: SharedSurface, { x, y, width, height }: CopyFound): boolean {
  for (let row = y; row < y + height; row++) {
    const from = row * stride + 4 * x + 3;
    for (let at = from; at < from + 4 * width; at += 4) if (pixels[at] === 0) return false;
  }
  return true;
}

function copyRows({ pixels, stride }: SharedSurface, { left, top, width, height, x, y }: CopyFound): void {
  for (let i = 0; i < height; i++) {
    // Rows that are read later must not be written yet.
    const row = top < y ? height - 1 - i : i;
    const from = (top + row) * stride + 4 * left;
    pixels.copyWithin((y + row) * stride + 4 * x, from, from + 4 * width);
  }
}
