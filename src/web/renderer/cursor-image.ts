import type { WindowIcon } from '../../wire/messages.js';

/** A pointer's or a window's picture as a PNG, the only form that every browser takes for a CSS cursor. */
export async function pngOf(image: Omit<WindowIcon, 'window'>): Promise<Blob> {
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  const pixels = new ImageData(new Uint8ClampedArray(image.rgba), image.width, image.height);
  context?.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
