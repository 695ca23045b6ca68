import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { RecordedUnit } from '../../src/host/recording/format.js';
import { RecordingParser } from '../../src/host/recording/parser.js';
import { openRecording, readRecording, streamRecording } from '../../src/host/recording/reader.js';
import { fileHeader, RecordingWriter } from '../../src/host/recording/writer.js';
import { METADATA } from './recordings.js';

const UNITS: readonly RecordedUnit[] = [
  { from: 'host', time: 0, data: Uint8Array.of(3, 0, 0, 7, 1, 2, 3) },
  { from: 'client', time: 1500, data: Uint8Array.of(4, 3, 9) },
  { from: 'host', time: 1500, data: new Uint8Array(0xffff).fill(7) },
  // Two hours later.
  { from: 'host', time: 7_200_000_000, data: Uint8Array.of(1) },
];

async function file(finish = true): Promise<Uint8Array> {
  const out = new PassThrough();
  const bytes = buffer(out);
  const writer = new RecordingWriter(out, METADATA);
  for (const { from, time, data } of UNITS) writer.unit(from, time, data);
  if (finish) writer.end(7_200_000_001);
  else out.end();
  // A Buffer's `slice` would share its memory.
  return Uint8Array.from(await bytes);
}

const copied = (unit: RecordedUnit): RecordedUnit => ({ ...unit, data: Uint8Array.from(unit.data) });

async function collect(source: AsyncIterable<RecordedUnit>): Promise<RecordedUnit[]> {
  const units: RecordedUnit[] = [];
  for await (const unit of source) units.push(copied(unit));
  return units;
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

t.test('what is written is read', async (t) => {
  const { metadata, units, finished } = readRecording(await file());
  t.same(metadata, METADATA);
  t.same(units.map(copied), UNITS);
  t.ok(finished);
});

t.test('chunks of any size give the same units', async (t) => {
  const bytes = await file();
  for (const size of [1, 2, 9, 1000, 0x1_0001]) {
    const recording = await streamRecording(chunked(bytes, size));
    t.same(recording.metadata, METADATA);
    t.same(await collect(recording), UNITS, `chunks of ${size}`);
    t.ok(recording.finished);
  }
});

t.test('a recorder that was killed leaves an unfinished recording', async (t) => {
  const bytes = await file();
  const header = fileHeader(METADATA).length;
  for (const cut of [header, header + 5, header + 9, header + 17, bytes.length - 9, bytes.length - 1]) {
    const { units, finished } = readRecording(bytes.subarray(0, cut));
    t.notOk(finished);
    t.same(units.map(copied), UNITS.slice(0, units.length), `cut at ${cut}`);
  }
  t.equal(readRecording(await file(false)).units.length, UNITS.length);
  for (const cut of [0, 4, 15, header - 1])
    t.throws(() => readRecording(bytes.subarray(0, cut)), { code: 'RECORDING_INVALID' }, `cut at ${cut}`);
});

t.test('damage has its own error', async (t) => {
  const bytes = await file();
  const header = fileHeader(METADATA).length;
  const broken: Record<string, (copy: Uint8Array) => void> = {
    magic: (copy) => copy.fill(0x0a, 4, 5),
    version: (copy) => copy.fill(2, 8, 9),
    'length of the metadata': (copy) => copy.fill(0xff, 12, 16),
    'JSON of the metadata': (copy) => copy.fill(0x7b, 17, 18),
    kind: (copy) => copy.fill(9, header, header + 1),
    'length of a unit': (copy) => copy.fill(0xff, header + 5, header + 9),
    'length of nothing': (copy) => copy.fill(0, header + 5, header + 9),
  };
  for (const [what, damage] of Object.entries(broken)) {
    const copy = bytes.slice();
    damage(copy);
    t.throws(() => readRecording(copy), { code: 'RECORDING_INVALID' }, what);
  }
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  t.throws(() => readRecording(longer), { code: 'RECORDING_INVALID' }, 'bytes after the end');
  const parser = new RecordingParser();
  parser.push(Uint8Array.from(longer));
  t.throws(() => {
    while (parser.next());
    parser.end();
  });
});

t.test('metadata must have the documented form', async (t) => {
  for (const wrong of [
    { desktop: { width: 0, height: 10 } },
    { colorDepth: 7 },
    { channels: 'none' },
    { tool: undefined },
  ]) {
    const bytes = fileHeader({ ...METADATA, ...wrong } as never);
    t.throws(() => readRecording(bytes), { code: 'RECORDING_INVALID' }, JSON.stringify(wrong));
  }
});

t.test('units that no reader would take are not written', async (t) => {
  const writer = new RecordingWriter(new PassThrough(), METADATA);
  t.throws(() => writer.unit('host', 0, new Uint8Array(0)), { code: 'RECORDING_INVALID' });
  t.throws(() => writer.unit('host', 0, new Uint8Array(0x1_0000)), { code: 'RECORDING_INVALID' });
});

t.test('files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-recording-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const bytes = await file();
  const read = async (content: Uint8Array) => {
    const path = join(folder, 'recording');
    writeFileSync(path, content);
    const recording = await openRecording(path);
    return { units: await collect(recording), recording };
  };
  t.same((await read(bytes)).units, UNITS, 'plain');
  const compressed = gzipSync(bytes);
  t.same((await read(compressed)).units, UNITS, 'compressed, whatever the name');
  const cut = await read(compressed.subarray(0, compressed.length - 12));
  t.notOk(cut.recording.finished, 'compressed and cut off');
  const damaged = Uint8Array.from(compressed).fill(0xff, 40, 60);
  await t.rejects(read(damaged), { code: 'RECORDING_INVALID' });
  await t.rejects(read(new Uint8Array(0)), { code: 'RECORDING_INVALID' }, 'empty');
  await t.rejects(openRecording(join(folder, 'missing')), { code: 'ENOENT' });
});
