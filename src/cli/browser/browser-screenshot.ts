import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../config/load.js';
import { type Gateway, startGateway } from '../../edge/gateway.js';
import { GatewayError } from '../../errors.js';
import { silentLogger } from '../../logger.js';
import type { HostOptions } from '../../transport/types.js';
import { WorkerPool } from '../../workers/pool.js';
import { firstDrawing, type Screenshot } from '../host-drawing.js';
import { stopSignal } from '../stop-signal.js';
import { Browser } from './browser.js';
import { canvasPicture, desktopShown } from './desktop-page.js';
import { findBrowser } from './find-browser.js';
import { ViewedSession } from './viewed-session.js';

/** Time for a browser to open the page, besides what reaching the host may take. */
const PAGE_MS = 30_000;
/** The page may lose its connection for a moment. */
const GRACE_MS = 10_000;

/** What a browser has to decode for what a host is offered. */
const NEEDED = { none: 0, avc420: 1, avc444: 2 } as const;

export interface BrowserScreenshotOptions {
  readonly afterMs: number;
  /** Name or path; one on the PATH when undefined. */
  readonly browser: string | undefined;
}

/**
 * The picture that a browser shows of a host's desktop, for what is decoded nowhere else: starts a gateway on loopback and
 * a browser that opens its link, and ends both.
 */
export async function takeBrowserScreenshot(
  options: HostOptions,
  { afterMs, browser: named }: BrowserScreenshotOptions,
): Promise<Screenshot> {
  const program = await findBrowser(named);
  const pool = new WorkerPool();
  const stop = stopSignal();
  try {
    return await takeWith(program, options, { afterMs, pool, signal: stop.signal });
  } finally {
    stop.release();
    await pool.close();
  }
}

async function takeWith(
  program: string,
  options: HostOptions,
  { afterMs, pool, signal }: { afterMs: number; pool: WorkerPool; signal: AbortSignal },
): Promise<Screenshot> {
  const { session, gateway } = await serve(options, pool);
  const over = new AbortController();
  const starting = Browser.start(program);
  const take = async (): Promise<Screenshot> => {
    const { codecs } = session.options.metrics;
    const page = await (await starting).open(gateway.link(), options);
    await inTime(desktopShown(page, over.signal), options.timeouts);
    requireVideo(session, NEEDED[options.graphics?.avc ?? 'none']);
    await firstDrawing(codecs, over.signal);
    await delay(afterMs, undefined, { signal: over.signal });
    return { ...(await canvasPicture(page)), codecs };
  };
  try {
    const ended = session.closed.then((reason) => Promise.reject(reason));
    return await Promise.race([take(), ended, stopped(signal)]);
  } finally {
    over.abort();
    await starting.then(
      (browser) => browser.close(),
      () => {},
    );
    await gateway.close();
  }
}

/** A gateway with one desktop, which one link opens. */
async function serve(options: HostOptions, pool: WorkerPool): Promise<{ session: ViewedSession; gateway: Gateway }> {
  const { credentials, ...host } = options;
  const session = new ViewedSession({
    ...{ id: randomBytes(16).toString('base64url'), pool, graceMs: GRACE_MS, host },
    credentials: () => credentials,
  });
  const gateway = await startGateway(loadConfig({ options: { listen: { port: 0 } } }), {
    sessions: { open: () => session, close: () => session.close() },
    desktops: [{ name: options.target.host, keyboardLayout: options.keyboardLayout }],
    logger: silentLogger,
  });
  return { session, gateway };
}

async function inTime(shown: Promise<void>, { dialMs, handshakeMs }: HostOptions['timeouts']): Promise<void> {
  const late = new AbortController();
  const ms = dialMs + handshakeMs + PAGE_MS;
  const deadline = delay(ms, undefined, { signal: late.signal }).then(() => {
    throw new GatewayError('BROWSER_FAILED', {}, { detail: `it shows no desktop after ${ms / 1000} s` });
  });
  await Promise.race([shown, deadline]).finally(() => late.abort());
}

const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(new GatewayError('ABORTED'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });

function requireVideo({ video }: ViewedSession, needed: number): void {
  if (needed <= video) return;
  const detail = video === 0 ? 'it does not decode H.264' : 'it decodes H.264 in YUV420p only';
  throw new GatewayError('BROWSER_FAILED', {}, { detail });
}
