import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/bytes/text.js';
import { concat } from '../../src/bytes/writer.js';
import { BulkDecompressor } from '../../src/rdp/bulk/decompressor.js';
import type { Oracle } from './oracle.js';

const vectors = readFileSync(new URL('../../../fixtures/pdu/bulk/vectors.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/** The first packets of a type, each with its flags and a length of two bytes in front. */
function seed(type: number): Uint8Array {
  const lines = vectors.filter((line) => line.startsWith(`${type} `)).slice(0, 3);
  return concat(
    lines.map((line) => {
      const [, flags, data] = line.split(' ');
      const bytes = fromHex(data);
      return concat([Uint8Array.of(Number.parseInt(flags, 16), bytes.length & 0xff, bytes.length >> 8), bytes]);
    }),
  );
}

/** Packets of all types in any order, over the histories that the packets before have left. */
export const bulkOracles: readonly Oracle[] = [
  {
    name: 'bulk',
    seeds: [0, 1, 2, 3].map(seed),
    run: (bytes) => {
      const bulk = new BulkDecompressor();
      for (let at = 0; at + 3 <= bytes.length; ) {
        const length = bytes[at + 1] | (bytes[at + 2] << 8);
        const plain = bulk.decompress(bytes.subarray(at + 3, at + 3 + length), bytes[at]);
        if (0x10000 < plain.length) throw new Error(`${plain.length} bytes from one packet`);
        at += 3 + length;
      }
    },
  },
];
