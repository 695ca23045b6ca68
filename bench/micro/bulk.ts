/**
 * Bulk decompression on one thread, over the packets of fixtures/pdu/bulk: `node dist/bench/micro/bulk.js [runs]`. The
 * best run counts, because other work on the machine only ever adds time.
 */
import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/bytes/text.js';
import { BulkDecompressor } from '../../src/rdp/bulk/decompressor.js';

const NAMES = ['MPPC 8K', 'MPPC 64K', 'NCRUSH', 'XCRUSH'] as const;

interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

function packets(): Packet[] {
  const file = new URL('../../../fixtures/pdu/bulk/vectors.txt', import.meta.url);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [type, flags, data] = line.split(' ');
      return { type: Number(type), flags: Number.parseInt(flags, 16), data: fromHex(data) };
    });
}

/** Megabytes per second, decompressed. */
function rate(stream: readonly Packet[], runs: number): number {
  let best = 0;
  for (let run = 0; run < runs; run++) {
    const bulk = new BulkDecompressor();
    let bytes = 0;
    const start = performance.now();
    for (const { data, flags } of stream) bytes += bulk.decompress(data, flags).length;
    best = Math.max(best, bytes / (performance.now() - start) / 1000);
  }
  return best;
}

const runs = Number(process.argv[2] ?? 300);
const all = packets();
const results = NAMES.map((name, type) => ({
  name,
  megabytesPerSecond: Math.round(
    rate(
      all.filter((packet) => packet.type === type),
      runs,
    ),
  ),
}));
console.table(results);
console.log(JSON.stringify({ bench: 'micro/bulk', runs, results }));
