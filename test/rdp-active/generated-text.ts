import { latin1 } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';

const WORDS = [
  'sluice',
  'gate',
  ' ',
  'water',
  '\r\n',
  'level',
  'the',
  'flow',
  'of',
  ', ',
  'below',
  '. ',
  'above',
  '\xe9\xff\x80',
  '0000000000',
  'lock',
].map(latin1);

/** The packets that fixtures/pdu/bulk/make-vectors.c compresses for one compression type. */
export function generatedPackets(type: number): Uint8Array[] {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
  const packet = (size: number): Uint8Array => {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < size; ) {
      const word = WORDS[next() % 16];
      parts.push(word);
      at += word.length;
      if (next() % 8 === 0) {
        parts.push(Uint8Array.of(next() & 0xff));
        at++;
      }
    }
    return concat(parts);
  };
  const packets: Uint8Array[] = [];
  for (let i = 0; i < 32; i++)
    packets.push(i % 5 === 4 ? packets[i - 1] : packet(100 + (next() % (type === 0 ? 1500 : 6000))));
  return packets;
}
