/**
 * Every kernel against libfreerdp and, for RLE, node-rdpjs, on the same payloads in one run.
 *
 * `node dist/bench/micro/run.js [--repeats N] [--json FILE] [payload.slpf…]`. Without files, those under fixtures/codec.
 * Times are medians over the repeats, of one thread; ours include the call from JavaScript.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureDecode } from './decode.js';
import { findLibfreerdp, PROJECT } from './libfreerdp.js';
import { readPayload } from './payloads.js';
import { findRdpjs } from './rdpjs.js';
import { type KernelRow, kernelRows, printTables, type TileRow } from './tables.js';
import { measureTiles } from './tiles.js';

const { values, positionals } = parseArgs({
  options: { repeats: { type: 'string', default: '31' }, json: { type: 'string' } },
  allowPositionals: true,
});
const repeats = Number(values.repeats);
const fixtures = join(PROJECT, 'fixtures', 'codec');
const files =
  positionals.length > 0
    ? positionals
    : readdirSync(fixtures)
        .filter((file) => file.endsWith('.slpf'))
        .sort()
        .map((file) => join(fixtures, file));

const libfreerdp = findLibfreerdp();
const rdpjs = findRdpjs();
if (typeof libfreerdp === 'string') console.log(`libfreerdp is left out: ${libfreerdp}`);
if (typeof rdpjs === 'string') console.log(`node-rdpjs is left out: ${rdpjs}`);

const kernels: KernelRow[] = [];
const tiles: TileRow[] = [];
for (const file of files) {
  const payload = readPayload(file);
  const name = basename(file, '.slpf');
  const decoded = measureDecode(payload, repeats);
  kernels.push({
    name,
    megapixels: (payload.width * payload.height) / 1e6,
    ours: decoded.nanoseconds,
    libfreerdp: typeof libfreerdp === 'string' ? undefined : libfreerdp.decode(file, repeats).nanoseconds,
    rdpjs: typeof rdpjs === 'string' ? undefined : rdpjs.measure(payload, repeats),
  });
  tiles.push({ name, hostBytes: payload.batch.length, ...measureTiles(payload, decoded.pixels, repeats) });
}

printTables(kernels, tiles);
if (values.json) {
  const machine = { cpu: cpus()[0]?.model, node: process.version, simd: measureDecode.simd };
  writeFileSync(values.json, `${JSON.stringify({ machine, repeats, kernels: kernelRows(kernels), tiles }, null, 2)}\n`);
}
