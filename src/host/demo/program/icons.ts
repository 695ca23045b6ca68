import type { IconInfo } from '../../../rdp/windows/icon.js';
import { fillRoundRect } from '../pixels/paint.js';
import { rect } from '../pixels/rect.js';
import { Surface } from '../pixels/surface.js';
import { THEME } from '../scene/theme.js';

const SIDE = 32;
const CACHE = 0;

/** A sheet in the theme's colour, as TS_ICON_INFO has it: rows from the bottom, and a mask without a set bit. */
export function programIcon(entry: number): IconInfo {
  const surface = new Surface(SIDE, SIDE);
  fillRoundRect(surface, rect(5, 2, 22, 28), 4, THEME.accent);
  for (const y of [10, 15, 20]) surface.fill(rect(9, y, 14, 2), THEME.window);
  const bitsColor = new Uint8Array(4 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const color = surface.pixels[surface.at(x, SIDE - 1 - y)];
      bitsColor.set(
        [color & 0xff, (color >> 8) & 0xff, (color >> 16) & 0xff, color === 0 ? 0 : 255],
        4 * (y * SIDE + x),
      );
    }
  }
  return {
    ...{ cacheEntry: entry, cacheId: CACHE, bitsPerPixel: 32, width: SIDE, height: SIDE },
    ...{ bitsColor, bitsMask: new Uint8Array((SIDE * SIDE) / 8), colorTable: new Uint8Array(0) },
  };
}
