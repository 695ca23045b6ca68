import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import t from 'tap';
import { hex } from '../../src/bytes/text.js';
import { FrameStream } from '../../src/transport/frame-stream.js';

const UNITS = [
  Uint8Array.of(0, 3, 0xaa),
  Uint8Array.of(3, 0, 0, 8, 2, 0xf0, 0x80, 0xbb),
  Uint8Array.of(0, 0x80, 5, 1, 2),
];
const BYTES = Buffer.concat(UNITS);
const EXPECTED = UNITS.map(hex);

function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(chunks: Iterable<Uint8Array>, frames: FrameStream): Promise<string[]> {
  const seen: string[] = [];
  const sink = new Writable({
    objectMode: true,
    write(units: Uint8Array[], _encoding, done) {
      seen.push(...units.map(hex));
      done();
    },
  });
  await pipeline(Readable.from(chunks, { objectMode: true }), frames, sink);
  return seen;
}

t.test('the same units come out for every chunking', async (t) => {
  for (let size = 1; size <= BYTES.length; size++) {
    t.same(await collect(chunksOf(BYTES, size), new FrameStream()), EXPECTED, `chunks of ${size}`);
  }
});

t.test('bytes left over from the handshake come first, and the tap sees every unit', async (t) => {
  const tapped: string[] = [];
  const tap = { received: (unit: Uint8Array) => tapped.push(hex(unit)), sent: () => {} };
  const frames = new FrameStream({ leftover: BYTES.subarray(0, 5), tap });
  t.same(await collect([BYTES.subarray(5)], frames), EXPECTED);
  t.same(tapped, EXPECTED);
});

t.test('bytes that cannot be a unit fail the pipeline', async (t) => {
  await t.rejects(collect([Uint8Array.of(0xff, 0xff)], new FrameStream()), { code: 'PDU_INVALID' });
});

t.test('what comes in one turn of the event loop is handed over together', async (t) => {
  const frames = new FrameStream();
  const batches: number[] = [];
  frames.on('data', (units: Uint8Array[]) => batches.push(units.length));
  for (const unit of UNITS) frames.write(unit);
  await new Promise(setImmediate);
  t.same(batches, [UNITS.length]);
  frames.end(UNITS[0]);
  await once(frames, 'end');
  t.same(batches, [UNITS.length, 1], 'the end waits for no turn');
});

t.test('units before bytes that cannot be one are handed over', async (t) => {
  const frames = new FrameStream();
  const seen: string[] = [];
  frames.on('data', (units: Uint8Array[]) => seen.push(...units.map(hex)));
  const failed = once(frames, 'error');
  frames.write(UNITS[0]);
  frames.write(Uint8Array.of(0xff, 0xff));
  t.match(await failed, [{ code: 'PDU_INVALID' }]);
  t.same(seen, [hex(UNITS[0])]);
});

t.test('a reader that stops pauses the writer', async (t) => {
  const frames = new FrameStream();
  let writes = 0;
  while (frames.write(UNITS[0]) && writes < 100_000) writes++;
  t.ok(writes < 100_000, 'there is a bound');
  t.equal(frames.readableLength <= 4, true, 'few batches wait');
});
