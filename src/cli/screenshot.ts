import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { PNG } from 'pngjs';
import { connectRdp } from '../session/connect-rdp.js';
import type { Snapshot } from '../session/session.js';
import type { HostOptions } from '../transport/types.js';
import { type HostFlags, hostOptions } from './host-options.js';

export interface ScreenshotFlags extends HostFlags {
  readonly out: string;
  readonly after: number;
}

/** The picture of a host's desktop, `afterMs` after it was there: hosts paint the first one piece by piece. */
export async function takeScreenshot(options: HostOptions, afterMs: number): Promise<Snapshot> {
  const { target, credentials, ...rest } = options;
  const session = await connectRdp({ ...rest, ...target, ...credentials });
  try {
    const ended = session.closed.then((reason) => {
      throw reason;
    });
    await Promise.race([delay(afterMs), ended]);
    return await session.snapshot();
  } finally {
    await session.close();
  }
}

export function encodePng({ width, height, rgba }: Snapshot): Buffer {
  const png = new PNG({ width, height });
  png.data.set(rgba);
  return PNG.sync.write(png, { colorType: 2 });
}

/** `sluice screenshot`. */
export async function runScreenshot(address: string, flags: ScreenshotFlags): Promise<void> {
  const snapshot = await takeScreenshot(await hostOptions(address, flags), flags.after);
  await writeFile(flags.out, encodePng(snapshot));
  process.stdout.write(`${flags.out}  ${snapshot.width}x${snapshot.height}\n`);
}
