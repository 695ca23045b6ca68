import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { connectRdp } from '../session/connect-rdp.js';
import type { Snapshot } from '../session/session.js';
import type { HostOptions } from '../transport/types.js';
import { takeBrowserScreenshot } from './browser/browser-screenshot.js';
import { codecsInWords, firstDrawing, requireCodec, type Screenshot } from './host-drawing.js';
import { type HostFlags, hostOptions } from './host-options.js';

export interface ScreenshotFlags extends HostFlags {
  readonly out: string;
  readonly after: number;
  readonly browser?: string;
}

/** The picture of a host's desktop, `afterMs` after it began to be painted: hosts do that piece by piece. */
async function takeScreenshot(options: HostOptions, afterMs: number): Promise<Screenshot> {
  const { target, credentials, ...rest } = options;
  const session = await connectRdp({ ...rest, ...target, ...credentials });
  const { codecs } = session.options.metrics;
  const over = new AbortController();
  const painted = async (): Promise<void> => {
    await firstDrawing(codecs, over.signal);
    await delay(afterMs, undefined, { signal: over.signal });
  };
  try {
    const ended = session.closed.then((reason) => Promise.reject(reason));
    await Promise.race([painted(), ended]);
    const snapshot = await session.snapshot();
    return { width: snapshot.width, height: snapshot.height, png: encodePng(snapshot), codecs };
  } finally {
    over.abort();
    await session.close();
  }
}

function encodePng({ width, height, rgba }: Snapshot): Buffer {
  const png = new PNG({ width, height });
  png.data.set(rgba);
  return PNG.sync.write(png, { colorType: 2 });
}

/** `sluice screenshot`. H.264 is decoded by browsers only, so that one of them takes the picture. */
export async function runScreenshot(address: string, flags: ScreenshotFlags): Promise<void> {
  const options = await hostOptions(address, flags);
  const { out, after, browser } = flags;
  const inBrowser = options.graphics !== undefined && options.graphics.avc !== 'none';
  const { width, height, png, codecs } = await (inBrowser
    ? takeBrowserScreenshot(options, { afterMs: after, browser })
    : takeScreenshot(options, after));
  await writeFile(out, png);
  process.stdout.write(`${out}  ${width}x${height}\ncodecs  ${codecsInWords(codecs)}\n`);
  requireCodec(flags.codecs?.wanted, codecs);
}
