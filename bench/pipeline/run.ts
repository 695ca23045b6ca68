/**
 * `node dist/bench/pipeline/run.js [--json FILE] [--seconds N] [recordings]`: recordings through the whole pipeline, host
 * units in and frame messages out, without sockets. Without a name, all recordings of fixtures/streams.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecording, type Recording } from '../../src/host/recording/reader.js';
import { WorkerPool } from '../../src/workers/pool.js';
import { type Row, table } from '../load/figures.js';
import { addedLatency, check, throughput } from './measure.js';
import { type PlayableRecording, playable } from './recorded-connection.js';
import { everyStep, handedOn } from './steps.js';
import { typingRecording } from './typing.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, seconds: { type: 'string', default: '3' } },
});

async function load(file: string): Promise<PlayableRecording> {
  const stream = await openRecording(file);
  const units: Recording['units'][number][] = [];
  for await (const unit of stream) units.push({ ...unit, data: unit.data.slice() });
  return playable({ metadata: stream.metadata, units, finished: stream.finished });
}

const STREAMS = fileURLToPath(new URL('../../../fixtures/streams/', import.meta.url));
const all = (): string[] =>
  readdirSync(STREAMS)
    .filter((name) => name.endsWith('.slr.gz'))
    .sort()
    .map((name) => join(STREAMS, name));

const sources = new Map<string, PlayableRecording>([['typing (made up)', playable(typingRecording())]]);
for (const file of positionals.length > 0 ? positionals : all())
  sources.set(basename(file).replace(/\..*$/, ''), await load(file));

const pool = new WorkerPool();
const results: { name: string; throughput: Row; everyStep: Row; latency: Row; handedOn: Row }[] = [];
for (const [name, source] of sources) {
  // The first run also warms caches and compilers.
  await check(source, pool);
  await check(source, pool, true);
  results.push({
    name,
    throughput: await throughput(source, pool),
    everyStep: await everyStep(source, pool),
    latency: await addedLatency(source, pool, Number(values.seconds)),
    handedOn: await handedOn(source, pool),
  });
}
await pool.close();

for (const kind of ['throughput', 'everyStep', 'latency', 'handedOn'] as const) {
  console.log(`\n${kind}\n${table(results.map((result) => ({ recording: result.name, ...result[kind] })))}`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`);
