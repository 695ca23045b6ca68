import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import type { ReadHint } from '../../src/rdp/connect/phase.js';
import { Framer } from '../../src/rdp/framing.js';
import type { Oracle } from './oracle.js';

/** Units of a stream that arrives in chunks of the given size; an error ends the stream. */
function cut(stream: Uint8Array, size: number, hint: ReadHint): string[] {
  const framer = new Framer();
  const units: string[] = [];
  try {
    for (let at = 0; at < stream.length; at += size) {
      framer.push(stream.slice(at, at + size));
      for (let unit = framer.next(hint); unit; unit = framer.next(hint)) units.push(unit.join());
    }
  } catch (error) {
    units.push((error as Error).message);
  }
  return units;
}

/** Whatever the bytes are, how they were cut into chunks makes no difference. */
const framing = (hint: ReadHint, seed: string): Oracle => ({
  name: `framing-${hint}`,
  seeds: [fromHex(seed), concat([fromHex(seed), fromHex(seed)])],
  run: (bytes) => {
    const whole = cut(bytes, Math.max(1, bytes.length), hint).join('/');
    for (const size of [1, 2, 7]) if (cut(bytes, size, hint).join('/') !== whole) throw new Error(`chunks of ${size}`);
  },
});

export const framingOracles: readonly Oracle[] = [
  framing('tpkt', '0300 0008 02f0 8000'),
  framing('frame', '0300 0008 02f0 8000 00 05 010203 00 8006 010203'),
  framing('ts-request', '3003 010203 3081 03 010203'),
];
