import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { Pixels } from '../hosts/pictures.js';

/** The canvas, pixel by pixel. */
export async function canvasPixels(page: Page): Promise<Pixels> {
  const base64 = await page.evaluate(async () => {
    const canvas = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('canvas');
    if (!canvas) return '';
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    copy.getContext('2d')?.drawImage(canvas, 0, 0);
    const bytes = new Uint8Array(await (await copy.convertToBlob({ type: 'image/png' })).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return PNG.sync.read(Buffer.from(base64, 'base64'));
}
