/**
 * Real hosts: how long a change takes to a browser's canvas, and what a session costs beside FreeRDP's own client.
 *
 * npm run bench -- hosts [--benches latency,cpu] [--codecs progressive,avc420,avc444] [--changes 60]
 *   [--scenes scrolling,video,idle] [--rounds 3] [--seconds 8] [--json FILE]
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { noBrowser } from '../../test/browser/browser.js';
import { scenesMissing } from '../../test/hosts/scenes.js';
import { shadowMissing } from '../../test/hosts/shadow.js';
import { xfreerdpMissing } from '../../test/hosts/xfreerdp.js';
import { type Row, round, table } from '../load/figures.js';
import { CODECS } from './codecs.js';
import { type CpuScene, cpu } from './cpu.js';
import { latency } from './latency.js';

const { values } = parseArgs({
  options: {
    benches: { type: 'string', default: 'latency,cpu' },
    codecs: { type: 'string', default: Object.keys(CODECS).join(',') },
    scenes: { type: 'string', default: 'scrolling,video,idle' },
    changes: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    json: { type: 'string' },
  },
});

const missing = shadowMissing(3) ?? scenesMissing() ?? xfreerdpMissing() ?? (noBrowser || undefined);
if (missing) throw new Error(missing);
const codecs = values.codecs.split(',');
for (const codec of codecs) if (!CODECS[codec]) throw new Error(`no codec is called ${codec}`);

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  async latency() {
    const rows: Row[] = [];
    for (const codec of codecs) rows.push(await latency(codec, Number(values.changes)));
    return rows;
  },
  async cpu() {
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    const rows: Row[] = [];
    for (const scene of values.scenes.split(',') as CpuScene[]) {
      for (const codec of codecs) rows.push(await cpu({ codec, scene, rounds, seconds }));
    }
    return rows;
  },
};

const load = (): number => round(loadavg()[0]);
const results: Record<string, { readonly load: readonly [number, number]; readonly rows: Row[] }> = {};
for (const name of values.benches.split(',')) {
  const run = BENCHES[name];
  if (!run) throw new Error(`no bench is called ${name}`);
  const before = load();
  const rows = await run();
  results[name] = { load: [before, load()], rows };
  console.log(`\n${name}, load ${results[name].load.join(' to ')}\n\n${table(rows)}`);
}
if (values.json) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
  writeFileSync(values.json, `${JSON.stringify({ machine, date: new Date().toISOString(), results }, null, 2)}\n`);
}
