/** From a change on a real host to the canvas of a browser, part by part. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium, type Page, type Worker } from 'playwright-core';
import { HEADER } from '../../src/wire/header.js';
import { MessageType, type VideoAbility } from '../../src/wire/messages.js';
import { readViewerMessage } from '../../src/wire/viewer-messages.js';
import { ARGUMENTS, CHROMIUM } from '../../test/browser/browser.js';
import { startShadow } from '../../test/hosts/shadow.js';
import { percentile, type Row, round } from '../load/figures.js';
import { CODECS } from './codecs.js';
import { Gateway } from './gateway.js';
import { Marker } from './marker.js';
import { holdWorkers, install, only420, release, type Sighting, shown } from './probe.js';

const SIZE = { width: 1024, height: 768 };
/** Across cells of the framebuffer, as windows lie. */
const PLACE = { left: 400, top: 300, side: 100 };
const CENTRE = { x: PLACE.left + PLACE.side / 2, y: PLACE.top + PLACE.side / 2 };
/** Longer than a host's round of looking for changes, and never in step with it. */
const PAUSE = { least: 150, most: 400 };
/** Changes that do not count; even, because the next begins with white. */
const WARM_UP = 6;
const ARRIVED_AT = HEADER + 8;

/** Milliseconds of one change. */
interface Shares {
  readonly total: number;
  /** Until the host's message is at the gateway. */
  readonly host: number;
  /** From there until the browser's worker has the frame. */
  readonly gateway: number;
  /** From there until it is on the canvas. */
  readonly browser: number;
}

export async function latency(codec: string, changes: number): Promise<Row> {
  const { server, video } = CODECS[codec];
  const host = await startShadow({ version: 3, security: 'tls', scene: 'empty', extra: server });
  const gateway = await Gateway.start(host, host.port);
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...ARGUMENTS] });
  try {
    const marker = await Marker.open(host.display ?? '', PLACE);
    const { page, worker } = await open(browser, await gateway.link(), video);
    await measure(worker, marker, WARM_UP);
    const before = await handling(gateway);
    const found = await measure(worker, marker, changes);
    const after = await handling(gateway);
    marker.close();
    const means = await page.locator('aside.stats dd').last().textContent();
    return {
      codec,
      'drawn as': means ?? '',
      changes: found.length,
      ...both('total', found, ({ total }) => total),
      ...both('host', found, (one) => one.host),
      ...both('gateway', found, (one) => one.gateway),
      'mean until written': round((after.ms - before.ms) / (after.frames - before.frames)),
      ...both('browser', found, (one) => one.browser),
    };
  } finally {
    await browser.close();
    await gateway.end();
    await host.close();
  }
}

/** Opens the link in a page whose worker is watched. */
async function open(browser: Browser, link: string, video: VideoAbility): Promise<{ page: Page; worker: Worker }> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.addInitScript(holdWorkers);
  const [worker] = await Promise.all([page.waitForEvent('worker'), page.goto(link)]);
  await worker.evaluate(install, CENTRE);
  if (video === 1) await worker.evaluate(only420);
  await page.evaluate(release);
  await page.locator('.root[data-phase=live]').waitFor();
  return { page, worker };
}

/** What the gateway itself says: arrival of a host's message to handing the frame over. */
async function handling(gateway: Gateway): Promise<{ readonly ms: number; readonly frames: number }> {
  const name = 'sluice_frame_latency_seconds';
  return { ms: 1000 * (await gateway.metric(`${name}_sum`)), frames: await gateway.metric(`${name}_count`) };
}

/** The marker turns white, black, white…; each time it is awaited on the canvas. */
async function measure(worker: Worker, marker: Marker, changes: number): Promise<Shares[]> {
  const found: Shares[] = [];
  for (let change = 0; change < changes; change++) {
    await delay(pause(change));
    const white = change % 2 === 0;
    const at = marker.paint(white);
    const shares = sharesOf(await worker.evaluate(shown, white), at);
    if (shares) found.push(shares);
  }
  return found;
}

/** The same pauses in each run, spread evenly. */
const pause = (change: number): number => PAUSE.least + (PAUSE.most - PAUSE.least) * ((change * 0.618_033_988_749) % 1);

/** Undefined when the frame holds something older, too, so that nobody knows when the marker's message came. */
function sharesOf({ at: shownAt, received, sent }: Sighting, changedAt: number): Shares | undefined {
  const drawn = new Set<number>();
  for (const { bytes } of sent) {
    const message = readViewerMessage(Uint8Array.from(bytes));
    if (message.type === 'ack') drawn.add(message.body.sequence);
  }
  for (const { at: receivedAt, bytes } of received) {
    const view = new DataView(Uint8Array.from(bytes).buffer);
    if (view.getUint8(0) !== MessageType.frame || !drawn.has(view.getUint32(8, true))) continue;
    const arrivedAt = view.getFloat64(ARRIVED_AT, true);
    if (arrivedAt < changedAt) continue;
    return {
      total: shownAt - changedAt,
      host: arrivedAt - changedAt,
      gateway: receivedAt - arrivedAt,
      browser: shownAt - receivedAt,
    };
  }
  return undefined;
}

const both = (name: string, found: readonly Shares[], pick: (one: Shares) => number): Row => {
  const values = found.map(pick);
  return { [`${name} p50`]: round(percentile(values, 0.5)), [`${name} p95`]: round(percentile(values, 0.95)) };
};
