import { mix, Surface } from '../pixels/surface.js';
import { clamp01, noise, smooth } from './noise.js';

const TOP_LEFT = 0x0b1d3a;
const TOP_RIGHT = 0x123a6b;
const BOTTOM_LEFT = 0x0e5a7a;
const BOTTOM_RIGHT = 0x26a0a0;
const WAVES = [
  { level: 0.5, swell: 0.1, seed: 3, color: 0x2b7fb8, opacity: 46 },
  { level: 0.62, swell: 0.09, seed: 11, color: 0x2f9fc0, opacity: 52 },
  { level: 0.74, swell: 0.07, seed: 23, color: 0x3fc0bf, opacity: 56 },
  { level: 0.86, swell: 0.05, seed: 37, color: 0x7be0cf, opacity: 58 },
] as const;

/** Water in layers: a diagonal gradient under translucent swells that are lit along their crests. */
export function paintWallpaper(width: number, height: number): Surface {
  const surface = new Surface(width, height);
  const crests = WAVES.map(({ level, swell, seed }) =>
    Float64Array.from({ length: width }, (_, x) => {
      const u = x / Math.max(width, height);
      return height * (level + swell * (2 * noise(u * 3.1, seed, seed) - 1 + 0.5 * (2 * noise(u * 7, 5, seed) - 1)));
    }),
  );
  for (let y = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++) {
      const u = x / width;
      const upper = mix(TOP_LEFT, TOP_RIGHT, Math.round(255 * smooth(u)));
      const lower = mix(BOTTOM_LEFT, BOTTOM_RIGHT, Math.round(255 * smooth(u)));
      surface.pixels[y * width + x] = swells(mix(upper, lower, Math.round(255 * smooth(v))), crests, x, y, height);
    }
  }
  return surface;
}

function swells(sky: number, crests: readonly Float64Array[], x: number, y: number, height: number): number {
  let color = sky;
  for (let wave = 0; wave < WAVES.length; wave++) {
    const depth = y + 0.5 - crests[wave][x];
    if (depth < 0) continue;
    const { color: tint, opacity } = WAVES[wave];
    const crest = Math.max(0, 1 - depth / (height * 0.05));
    const fade = 1 - 0.75 * smooth(clamp01(depth / (height * 0.45)));
    color = mix(color, tint, Math.round((opacity * fade + 40 * crest * crest) * clamp01(depth)));
  }
  return color;
}
