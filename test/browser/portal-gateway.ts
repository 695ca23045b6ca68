import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load.js';
import type { ControlPlane } from '../../src/control/control-plane.js';
import { openControlPlane } from '../../src/control/open-control-plane.js';
import { startConfigured } from '../../src/gateway/create-gateway.js';
import { silentLogger } from '../../src/logger.js';
import { openPage } from './browser.js';
import { until } from './until.js';

export const ADMINISTRATOR = { user: 'ada', displayName: 'Ada Lovelace', password: 'four quiet herons wade' } as const;

/** Long enough for a machine with much else to do. */
const PATIENCE_MS = 45_000;

export interface PortalGateway {
  readonly url: string;
  /** Address of the page on which the first administrator is made. */
  readonly setup: string;
  readonly plane: ControlPlane;
  /** A one-time link that opens a desktop without the portal. */
  link(): string;
  /** A browser in which nobody is signed in. */
  open(options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
  /** A browser in which the administrator is signed in; the first one makes them. */
  openSignedIn(options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
}

/** The real gateway with its control plane in a file of SQLite, and the demo host that it publishes. */
export async function startPortalGateway(t: Test): Promise<PortalGateway> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-portal-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const config = loadConfig({ options: { data, listen: { port: 0 } } });
  const control = await openControlPlane(config, silentLogger);
  t.teardown(() => control.close());
  const path = await control.plane.identity.setupPath();
  const gateway = await startConfigured(config, silentLogger, control);
  t.teardown(() => gateway.close());
  const url = gateway.url.replace(/\/$/, '');
  let made = false;
  const open = async (options?: BrowserContextOptions) => {
    const opened = await openPage(t, options);
    opened.page.setDefaultTimeout(PATIENCE_MS);
    return opened;
  };
  return {
    ...{ url, setup: `${url}${path}`, plane: control.plane, open, link: () => gateway.link() },
    openSignedIn: async (options) => {
      const opened = await open(options);
      const { user, displayName, password } = ADMINISTRATOR;
      const body = made ? { user, password } : { user, displayName, password, token: path?.split('#')[1] };
      const answer = await opened.page.request.post(`${url}/api/${made ? 'sign-in/password' : 'setup'}`, {
        data: body,
        headers: { Origin: url },
      });
      if (!answer.ok()) throw new Error(`not signed in: ${await answer.text()}`);
      made = true;
      await opened.page.goto(url);
      await opened.page.getByRole('heading', { name: 'My apps' }).waitFor();
      return opened;
    },
  };
}

/** Waits as long as a busy machine may need. */
export const soon = <T>(what: string, condition: () => T | Promise<T>): Promise<T> =>
  until(what, condition, PATIENCE_MS);

/** What the page complained about, but for what the browser notes when it asks who is signed in. */
export const unexpected = (complaints: readonly string[]): string[] =>
  complaints.filter((text) => !/\b401\b/.test(text));

/** How many colours the desktop has that is looked at; 0 until there is one. */
export function shownColors(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('sluice-desktop:not([hidden])')?.shadowRoot?.querySelector('canvas');
    if (!canvas || canvas.width <= 1) return 0;
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    context?.drawImage(canvas, 0, 0);
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data.buffer;
    return new Set(new Uint32Array(pixels ?? new ArrayBuffer(0))).size;
  });
}
