/** A repeatable pseudo-random function of two integers, 0 to 1. */
export function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Value noise: random heights at whole coordinates, joined smoothly. */
export function noise(x: number, y: number, seed: number): number {
  const cellX = Math.floor(x);
  const cellY = Math.floor(y);
  const tx = smooth(x - cellX);
  const ty = smooth(y - cellY);
  const upper = hash(cellX, cellY, seed) * (1 - tx) + hash(cellX + 1, cellY, seed) * tx;
  const lower = hash(cellX, cellY + 1, seed) * (1 - tx) + hash(cellX + 1, cellY + 1, seed) * tx;
  return upper * (1 - ty) + lower * ty;
}

/** Several octaves of noise, each half as strong and twice as fine; 0 to 1. */
export function fractal(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(x * scale, y * scale, seed + octave);
    weight /= 2;
    scale *= 2;
  }
  return sum / (1 - 2 ** -octaves);
}

/** Hermite step between 0 and 1. */
export const smooth = (t: number): number => t * t * (3 - 2 * t);

export const clamp01 = (t: number): number => Math.max(0, Math.min(1, t));
