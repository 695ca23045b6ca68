import type { Picture } from './picture.js';

/** Smooth in every channel, so that little is lost where four pixels share their chroma. */
export function gradient(width: number, height: number, seed = 0): Picture {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      rgba[at] = Math.round(40 + (x * 150) / width + seed / 4);
      rgba[at + 1] = Math.round(60 + (y * 120) / height);
      rgba[at + 2] = Math.round(200 - ((x + y) * 110) / (width + height) - seed / 4);
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}

/** The picture with a red box; blue lines on it, one pixel wide, show what becomes of chroma. */
export function withBox(
  { width, height, rgba }: Picture,
  left: number,
  top: number,
  boxWidth: number,
  boxHeight: number,
  lines = true,
): Picture {
  const changed = Uint8Array.from(rgba);
  for (let y = top; y < top + boxHeight; y++) {
    for (let x = left; x < left + boxWidth; x++) {
      const color = lines && x % 7 === 0 ? [20, 60, 230] : [210, 40, 60];
      changed.set(color, (y * width + x) * 4);
    }
  }
  return { width, height, rgba: changed };
}

/** Peak signal to noise in dB over red, green and blue; infinite for equal pictures. */
export function psnr(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return 0;
  let sum = 0;
  for (let i = 0; i < a.rgba.length; i++) sum += (a.rgba[i] - b.rgba[i]) ** 2;
  return 10 * Math.log10((255 * 255) / (sum / (a.width * a.height * 3)));
}

/** The largest difference of any channel between a rectangle and the same-sized one elsewhere. */
export function difference(
  seen: Picture,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  { picture, x, y }: { picture: Picture; x: number; y: number },
): number {
  let most = 0;
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < width * 4; i++) {
      const a = seen.rgba[((top + row) * seen.width + left) * 4 + i];
      const b = picture.rgba[((y + row) * picture.width + x) * 4 + i];
      most = Math.max(most, Math.abs(a - b));
    }
  }
  return most;
}
