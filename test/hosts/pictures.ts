import { setTimeout as delay } from 'node:timers/promises';

/** Pixels as RGBA, as PNGs and snapshots have them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A host sends its first picture in pieces; this long without a change is the end of it. */
const SETTLE_MS = 600;
const DEADLINE_MS = 40_000;
/** A desktop shows at least this many colours; a client that has drawn nothing yet shows one. */
const FEWEST_COLOURS = 3;

function hasColours({ data }: Pixels): boolean {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  const seen = new Set<number>();
  for (let at = 0; at < words.length && seen.size < FEWEST_COLOURS; at++) seen.add(words[at]);
  return seen.size === FEWEST_COLOURS;
}

const same = (a: Pixels, b: Pixels): boolean => Buffer.compare(a.data, b.data) === 0;

/** Takes pictures until two in a row are the same and show something. */
export async function settled<P extends Pixels>(take: () => Promise<P>): Promise<P> {
  const deadline = Date.now() + DEADLINE_MS;
  let previous = await take();
  for (;;) {
    await delay(SETTLE_MS);
    const current = await take();
    if (hasColours(current) && same(current, previous)) return current;
    if (deadline < Date.now()) throw new Error('the picture does not settle');
    previous = current;
  }
}

/** How many pixels differ in red, green or blue. */
export function differing(a: Pixels, b: Pixels): number {
  let count = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    if (a.data[at] !== b.data[at] || a.data[at + 1] !== b.data[at + 1] || a.data[at + 2] !== b.data[at + 2]) count++;
  }
  return count;
}

/** Peak signal-to-noise ratio over red, green and blue in dB; infinite for equal pictures. */
export function psnr(a: Pixels, b: Pixels): number {
  let squares = 0;
  for (let at = 0; at < a.data.length; at++) {
    if ((at & 3) === 3) continue;
    const difference = a.data[at] - b.data[at];
    squares += difference * difference;
  }
  return 10 * Math.log10((255 * 255 * a.width * a.height * 3) / squares);
}
