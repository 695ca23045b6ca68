/**
 * Many replayed sessions with a viewer each, and the plain HTTP endpoints.
 *
 * npm run bench -- load [--scenarios growth,stalled,throttled,idle,http,sign-ins] [--sessions 1,10,25,50] [--seconds 10]
 *   [--threads 2] [--demo] [--json FILE] [RECORDING...]
 *
 * Without recordings it takes those of real hosts in fixtures/streams: typing, scrolling and moving windows, and all of
 * them for the throttled viewer. `--demo` records a few seconds of the demo host.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordDemo } from './demo-recording.js';
import { type Row, table } from './figures.js';
import { http } from './http.js';
import { growth, idle, type LoadOptions, stalled, throttled } from './scenarios.js';
import { signIns } from './sign-ins.js';

const SCENARIOS: Readonly<Record<string, (options: LoadOptions) => Promise<Row[]>>> = {
  growth,
  stalled,
  throttled,
  idle,
  http,
  'sign-ins': signIns,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scenarios: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
    sessions: { type: 'string', default: '1,10,25,50' },
    seconds: { type: 'string', default: '10' },
    threads: { type: 'string', default: '0' },
    demo: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

/** What people do most of the time; photos, video and animations are for the throttled viewer. */
const OFFICE = /typing|window|scrolling/;
const STREAMS = fileURLToPath(new URL('../../../fixtures/streams/', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'sluice-load-'));
try {
  const all = await findRecordings();
  const office = all.filter((file) => OFFICE.test(file));
  const recordings = office.length > 0 && positionals.length === 0 ? office : all;
  const options: LoadOptions = {
    recordings,
    heavy: all,
    counts: values.sessions.split(',').map(Number),
    seconds: Number(values.seconds),
    threads: Number(values.threads),
  };
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() };
  const results: Record<string, Row[]> = {};
  for (const name of values.scenarios.split(',')) {
    const run = SCENARIOS[name];
    if (!run) throw new Error(`no scenario is called ${name}`);
    results[name] = await run(options);
    console.log(`\n${name}\n\n${table(results[name])}`);
  }
  const report = {
    machine,
    date: new Date().toISOString(),
    recordings: recordings.map((file) => basename(file)),
    seconds: options.seconds,
    results,
  };
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

async function findRecordings(): Promise<readonly string[]> {
  if (positionals.length > 0) return positionals;
  if (!values.demo && existsSync(STREAMS)) {
    // The viewers here decode no H.264, and nobody works with a host that sends every pixel thirty times a second.
    const files = readdirSync(STREAMS).filter((name) => name.endsWith('.slr.gz') && !/-avc4|-uncompressed/.test(name));
    if (files.length > 0) return files.sort().map((name) => join(STREAMS, name));
  }
  return [await recordDemo(join(folder, 'demo.slr'))];
}
