import { setTimeout as delay } from 'node:timers/promises';
import { GatewayError } from '../../errors.js';
import type { Page } from './browser.js';

const POLL_MS = 50;

/** Undefined while the page is not there yet. */
const STATE = `(() => {
  const root = document.querySelector('sluice-desktop')?.shadowRoot;
  const problem = root?.querySelector('.problem')?.textContent;
  return problem ?? root?.querySelector('.root')?.dataset.phase;
})()`;

/** The canvas is a worker's; what it shows can be drawn on another one, pixel by pixel. */
const PICTURE = `(async () => {
  const canvas = document.querySelector('sluice-desktop').shadowRoot.querySelector('canvas');
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  copy.getContext('2d', { alpha: false }).drawImage(canvas, 0, 0);
  const blob = await copy.convertToBlob({ type: 'image/png' });
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return { width: copy.width, height: copy.height, url };
})()`;

/** Resolves when the client in `page` shows the desktop. Rejects with BROWSER_FAILED where it says that it cannot. */
export async function desktopShown(page: Page, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = await page.evaluate(STATE);
    if (state === 'live') return;
    if (state !== undefined && state !== 'card' && state !== 'lost')
      throw new GatewayError('BROWSER_FAILED', {}, { detail: String(state) });
    await delay(POLL_MS, undefined, { signal });
  }
}

export interface CanvasPicture {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
}

/** The desktop as the browser shows it, one pixel for one. */
export async function canvasPicture(page: Page): Promise<CanvasPicture> {
  const taken = (await page.evaluate(PICTURE)) as { width: number; height: number; url: string } | undefined;
  const base64 = taken?.url.slice(taken.url.indexOf(',') + 1);
  if (!taken || !base64) throw new GatewayError('BROWSER_FAILED', {}, { detail: 'it gives no picture' });
  return { width: taken.width, height: taken.height, png: Buffer.from(base64, 'base64') };
}
