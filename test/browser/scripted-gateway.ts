import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import { type Gateway, startGateway } from '../../src/edge/gateway.js';
import { silentLogger } from '../../src/logger.js';
import type { Picture } from './picture.js';
import { type ScriptedSession, ScriptedSessions } from './scripted-session.js';
import { until } from './until.js';

export interface ScriptedGateway {
  readonly gateway: Gateway;
  readonly sessions: ScriptedSessions;
}

/** The real edge with the real client, in front of sessions that do what the test says. */
export async function startScripted(
  t: Test,
  prepare: (session: ScriptedSession) => void = () => {},
): Promise<ScriptedGateway> {
  const sessions = new ScriptedSessions();
  sessions.prepare = prepare;
  const config = loadConfig({ options: { listen: { port: 0 } } });
  const gateway = await startGateway(config, { desktops: [{ name: 'Demo' }], sessions, logger: silentLogger });
  t.teardown(() => gateway.destroy());
  return { gateway, sessions };
}

/** Size and SHA-256 of the pixels on the canvas; undefined until there is a picture. */
export function canvasOf(page: Page): Promise<{ width: number; height: number; sha256: string } | undefined> {
  return page.evaluate(async () => {
    const canvas = document.querySelector('sluice-desktop')?.shadowRoot?.querySelector('canvas');
    if (!canvas || canvas.width <= 1) return undefined;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(canvas, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, copy.width, copy.height);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    return { width, height, sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
  });
}

/** Waits until the canvas shows exactly this picture. */
export async function shows(page: Page, { width, height, rgba }: Picture): Promise<void> {
  const sha256 = createHash('sha256').update(rgba).digest('hex');
  await until(`canvas shows the ${width}×${height} picture`, async () => {
    const seen = await canvasOf(page);
    return seen?.width === width && seen.height === height && seen.sha256 === sha256;
  });
}
