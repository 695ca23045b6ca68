import { mix, Surface } from '../pixels/surface.js';
import { clamp01, fractal, hash, noise, smooth } from './noise.js';

/**
 * A procedural landscape in place of a photograph: sky with clouds, ridges in haze, a lake with reflections, a wooded
 * shore. It has the grain and the gradients of a photo, which is what makes it hard to compress, and no file is needed.
 */
interface Palette {
  readonly zenith: number;
  readonly horizon: number;
  readonly cloud: number;
  readonly haze: number;
  readonly rock: number;
  readonly shore: number;
  readonly sun: number;
}

const PALETTES: readonly Palette[] = [
  // Late afternoon.
  {
    zenith: 0x2f6fb4,
    horizon: 0xf2d9b0,
    cloud: 0xfff4e6,
    haze: 0xb9c2d0,
    rock: 0x3d4a5c,
    shore: 0x16241c,
    sun: 0xfff1c2,
  },
  // Sunset.
  {
    zenith: 0x2b2a55,
    horizon: 0xf6975a,
    cloud: 0xf7b79a,
    haze: 0xb0809a,
    rock: 0x33294a,
    shore: 0x120f1e,
    sun: 0xffd9a0,
  },
  // Early morning.
  {
    zenith: 0x5a8fb8,
    horizon: 0xe6eef0,
    cloud: 0xffffff,
    haze: 0xc3d3d6,
    rock: 0x46606a,
    shore: 0x1b2d2c,
    sun: 0xffffff,
  },
];

const RIDGES = 4;
/** Where the far shore of the lake lies, as a part of the height. */
const WATERLINE = 0.68;

/** Paints landscape number `seed` at the given size. */
export function paintPhoto(width: number, height: number, seed: number): Surface {
  const surface = new Surface(width, height);
  const palette = PALETTES[seed % PALETTES.length];
  const skyline = Array.from({ length: RIDGES }, (_, ridge) => ridgeLine(width, height, seed * 31 + ridge * 7, ridge));
  const waterline = Math.round(height * WATERLINE);
  for (let y = 0; y < waterline; y++) {
    for (let x = 0; x < width; x++) surface.pixels[surface.at(x, y)] = land(palette, skyline, x, y, height, seed);
  }
  for (let y = waterline; y < height; y++) water(surface, palette, y, waterline, seed);
  trees(surface, palette, seed);
  grain(surface, seed);
  return surface;
}

/** Height of the ridge at each column; nearer ridges are lower, rounder and darker. */
function ridgeLine(width: number, height: number, seed: number, ridge: number): Float64Array {
  const line = new Float64Array(width);
  const nearness = ridge / (RIDGES - 1);
  for (let x = 0; x < width; x++) {
    const u = (x / height) * (1.4 + nearness) + seed * 3.7;
    const rugged = 1 - Math.abs(2 * fractal(u, seed, seed, 6) - 1);
    const rolling = fractal(u * 0.8, 3, seed + 9, 4);
    const top = 0.3 + 0.3 * nearness;
    line[x] = height * (top + 0.1 - 0.28 * (rugged * (1 - nearness) + rolling * nearness * 0.6));
  }
  return line;
}

function land(
  p: Palette,
  skyline: readonly Float64Array[],
  x: number,
  y: number,
  height: number,
  seed: number,
): number {
  for (let ridge = RIDGES - 1; 0 <= ridge; ridge--) {
    const depth = y - skyline[ridge][x];
    if (depth < 0) continue;
    const nearness = (ridge + 0.6) / RIDGES;
    // Light falls from the left: the noise's slope along x stands in for the slope of the rock.
    const scale = (11 + 14 * nearness) / height;
    const u = (x + 0.55 * depth) * scale;
    const v = (y - 0.35 * depth) * scale * 0.9;
    const slope = crag(u + 0.22, v, seed + ridge) - crag(u - 0.05, v, seed + ridge);
    const lit = clamp01(0.4 + slope * 1.5);
    const snow = ridge < 2 ? clamp01(1.15 - depth / (height * 0.16) + slope * 1.4) * 0.8 : 0;
    const ground = mix(mix(p.rock, p.shore, Math.round(150 * nearness)), p.horizon, Math.round(105 * lit * lit));
    const white = mix(ground, mix(p.haze, 0xffffff, 190), Math.round(255 * snow * (0.35 + 0.65 * lit)));
    const mist = clamp01(0.62 - 0.62 * nearness + (0.4 * depth) / (height * 0.35));
    return mix(white, p.haze, Math.round(255 * Math.min(0.8, mist * 0.85)));
  }
  return sky(p, x, y, height, seed);
}

/** Sharp-edged noise, as rock has it. */
const crag = (u: number, v: number, seed: number): number => 1 - Math.abs(2 * fractal(u, v, seed, 5) - 1);

function sky(p: Palette, x: number, y: number, height: number, seed: number): number {
  const t = clamp01(y / (height * 0.55));
  const air = mix(p.zenith, p.horizon, Math.round(255 * smooth(t)));
  const u = (x / height) * 2.4;
  const v = (y / height) * 6;
  const cover = clamp01((fractal(u + fractal(u, v, seed + 5, 3), v, seed + 2, 5) - 0.5) * 3.2);
  const clouded = mix(air, p.cloud, Math.round(215 * cover * (1 - 0.45 * t)));
  const glow = Math.exp(-(((x - height * 1.05) / height) ** 2 + ((y - height * 0.3) / height) ** 2) * 14);
  return mix(clouded, p.sun, Math.round(235 * clamp01(glow)));
}

/** The land upside down, rippled, darker and bluer. */
function water(surface: Surface, p: Palette, y: number, waterline: number, seed: number): void {
  const depth = (y - waterline) / (surface.height - waterline);
  for (let x = 0; x < surface.width; x++) {
    const ripple = fractal(x / (14 + 40 * depth), y / (1.6 + 5 * depth), seed + 40, 3) - 0.5;
    const mirrored = waterline - 1 - (y - waterline) * 1.35 + ripple * (4 + 46 * depth);
    const row = Math.max(0, Math.min(waterline - 1, Math.round(mirrored)));
    const column = Math.max(0, Math.min(surface.width - 1, Math.round(x + ripple * 10 * depth)));
    const reflected = surface.pixels[surface.at(column, row)];
    const tinted = mix(reflected, mix(p.zenith, p.shore, 110), Math.round(70 + 90 * depth));
    const glint = clamp01((ripple - 0.17) * 5) * 90;
    surface.pixels[surface.at(x, y)] = mix(tinted, p.cloud, Math.round(glint));
  }
}

/** A dark shore with conifers in the foreground. */
function trees(surface: Surface, p: Palette, seed: number): void {
  const { width, height } = surface;
  for (let x = 0; x < width; x++) {
    const bank = height * (0.9 + 0.09 * fractal((x / height) * 2.5, 1, seed + 60, 4));
    const side = Math.abs((2 * x) / width - 1);
    const crown = conifer(x, height, seed) * (0.25 + 0.75 * smooth(clamp01(side * 1.5 - 0.45)));
    const top = Math.round(bank - crown);
    for (let y = Math.max(0, top); y < height; y++) {
      const light = fractal(x / 3, y / 2, seed + 80, 2);
      const color = mix(p.shore, mix(p.rock, 0x3f6b3a, 130), Math.round(110 * light * light));
      const edge = y === top ? 120 : 255;
      surface.blend(x, y, color, edge);
    }
  }
}

/** Height of the tallest tree at this column: a row of trees of several sizes, each a ragged cone. */
function conifer(x: number, height: number, seed: number): number {
  let tallest = 0;
  for (const spacing of [height * 0.055, height * 0.037]) {
    const tree = Math.floor(x / spacing);
    for (let neighbour = tree - 1; neighbour <= tree + 1; neighbour++) {
      const centre = (neighbour + 0.2 + 0.6 * hash(neighbour, 1, seed)) * spacing;
      const size = height * (0.1 + 0.2 * hash(neighbour, 2, seed));
      const ragged = 1 + 0.5 * (noise(x * 0.9, neighbour, seed) - 0.5);
      tallest = Math.max(tallest, size - (Math.abs(x - centre) * size * 5.5 * ragged) / (height * 0.16));
    }
  }
  return tallest;
}

/** Sensor noise, a little stronger in the shadows. */
function grain(surface: Surface, seed: number): void {
  for (let y = 0; y < surface.height; y++) {
    for (let x = 0; x < surface.width; x++) {
      const at = surface.at(x, y);
      const value = hash(x, y, seed + 99);
      surface.pixels[at] = mix(surface.pixels[at], value < 0.5 ? 0 : 0xffffff, Math.round(Math.abs(value - 0.5) * 22));
    }
  }
}
