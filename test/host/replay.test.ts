import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import t, { type Test } from 'tap';
import type { Recording } from '../../src/host/recording/reader.js';
import { RecordingWriter } from '../../src/host/recording/writer.js';
import { type ReplayHostOptions, replayHost } from '../../src/host/replay/replay-host.js';
import { PictureClient, plain } from './picture-client.js';
import { recordingOf, testPicture } from './recordings.js';

const SMALL = { width: 256, height: 200 };
const LARGE = { width: 320, height: 240 };

/** The client asks for another size on purpose: a replay has its own. */
async function replayed(t: Test, options: ReplayHostOptions): Promise<PictureClient> {
  const host = await replayHost(options);
  t.teardown(() => host.close());
  const client = await PictureClient.connect(host, { width: 1024, height: 768 });
  t.teardown(() => client.close());
  return client;
}

const shows = (client: PictureClient, picture: { pixels: Uint32Array }): boolean =>
  Buffer.from(plain(client.pixels).buffer).equals(Buffer.from(picture.pixels.buffer));

t.test('a client sees the recorded picture, pixel for pixel', async (t) => {
  const client = await replayed(t, { recording: recordingOf([SMALL]), speed: 'max' });
  t.same([client.width, client.height], [256, 200]);
  await client.until('the picture', () => shows(client, testPicture(SMALL, 0)));
});

t.test('the desktop changes its size where it did when recorded', async (t) => {
  const client = await replayed(t, { recording: recordingOf([SMALL, LARGE, SMALL]), speed: 'max' });
  await client.until('the last picture', () => shows(client, testPicture(SMALL, 2)));
  t.ok(client.types.has('deactivated'));
  t.ok(client.types.has('reactivated'));
});

t.test('a loop starts over, and says so', async (t) => {
  let played = 0;
  const options = {
    recording: recordingOf([LARGE, SMALL]),
    speed: 'max',
    loop: true,
    onPlayed: () => played++,
  } as const;
  const client = await replayed(t, options);
  await client.until('three rounds', () => 3 <= played);
  await client.until('the first size again', () => client.width === LARGE.width);
  t.ok(client.types.has('reactivated'));
});

t.test('time passes as recorded, or faster', async (t) => {
  const recording = recordingOf([SMALL], 20);
  const span = (recording.units.at(-1)!.time - recording.units[1].time) / 1000;
  for (const speed of [1, 4]) {
    const start = performance.now();
    const client = await replayed(t, { recording, speed });
    await client.until('the picture', () => shows(client, testPicture(SMALL, 0)));
    const took = performance.now() - start;
    t.ok(span / speed <= took + 5, `${took} ms at speed ${speed}`);
  }
});

t.test('plays files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-replay-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'recording.slr');
  const { metadata, units } = recordingOf([SMALL]);
  const out = createWriteStream(path);
  const writer = new RecordingWriter(out, metadata);
  for (const { from, time, data } of units) writer.unit(from, time, data);
  writer.end(0);
  await finished(out);
  const client = await replayed(t, { recording: path, speed: 'max' });
  await client.until('the picture', () => shows(client, testPicture(SMALL, 0)));
  await t.rejects(replayHost({ recording: join(folder, 'missing') }), { code: 'ENOENT' });
});

t.test('what cannot be played ends the connection, not the host', async (t) => {
  const good = recordingOf([SMALL]);
  const encrypted = { from: 'host', time: 0, data: Uint8Array.of(0x80, 4, 1, 2) } as const;
  const recording: Recording = { ...good, units: [encrypted] };
  const host = await replayHost({ recording, speed: 'max' });
  t.teardown(() => host.close());
  for (let i = 0; i < 2; i++) {
    const client = await PictureClient.connect(host);
    t.match(await client.ended, { type: 'ended' }, 'with a goodbye');
  }
});
