import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { type CodecSet, startEgfxScript } from '../../src/host/egfx/script/script-host.js';
import { type Recording, readRecording } from '../../src/host/recording/reader.js';
import { Recorder } from '../../src/host/recording/recorder.js';
import { replayHost } from '../../src/host/replay/replay-host.js';
import type { ActiveEvent } from '../../src/rdp/active/events.js';
import { connectRdp, type RdpSession } from '../../src/session/connect-rdp.js';
import { HostStream } from '../../src/session/host-stream.js';
import { connectHost } from '../../src/transport/connect-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { meanSquare } from './graphics-canvas.js';
import { PictureClient } from './picture-client.js';

const SIZE = { width: 400, height: 300 };
const DEADLINE_MS = 30_000;

/** Looks at something of another process' making until it is so, or the time is up. */
async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (end < Date.now()) throw new Error(`waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function session(t: Test, { port, fingerprint }: { port: number; fingerprint: string }): Promise<RdpSession> {
  const opened = await connectRdp({
    ...{ host: '127.0.0.1', port, ...SIZE },
    trust: { mode: 'pin', sha256: [fingerprint] },
  });
  t.teardown(() => opened.close());
  return opened;
}

/** How far the session's picture is from what it should be. */
async function distance(session: RdpSession, picture: Uint32Array): Promise<number> {
  const { rgba } = await session.snapshot();
  const pixels = Uint32Array.from(picture, (_, i) => (rgba[4 * i] << 16) | (rgba[4 * i + 1] << 8) | rgba[4 * i + 2]);
  return meanSquare(pixels, picture);
}

t.test('a session shows the script as the host means it', async (t) => {
  for (const [codecs, most] of [
    ['clear', 0],
    ['caches', 0],
    ['progressive', 8],
    ['rfx', 4],
  ] as const) {
    const host = await startEgfxScript({ codecs, size: SIZE });
    t.teardown(() => host.close());
    const client = await session(t, host);
    await until('the end', () => host.finished);
    let last = Number.NaN;
    await until(`the picture by ${codecs}`, async () => {
      last = await distance(client, host.picture!.pixels);
      return last <= most;
    });
    t.ok(20 < host.frames, codecs);
  }
});

t.test('who cannot show the script is refused', async (t) => {
  for (const [codecs, graphics] of [
    ['clear', undefined],
    ['avc444v2', { avc: 'none', progressive: true, smallCache: false }],
  ] as const) {
    const host = await startEgfxScript({ codecs, size: SIZE });
    t.teardown(() => host.close());
    const client = await PictureClient.connect(host, { graphics });
    t.match(await client.ended, { type: 'ended', error: { code: 'HOST_ERROR', context: { errorInfo: 0x112f } } });
  }
});

/** A recording of the script, and what it shows in the end. */
async function record(codecs: CodecSet): Promise<{ recording: Recording; picture: Uint32Array }> {
  const host = await startEgfxScript({ codecs, size: SIZE });
  const out = new PassThrough();
  const bytes = buffer(out);
  const recorder = new Recorder(out, { tool: 'test', origin: 'the scripted host' });
  const tap = recorder.tap();
  const connection = await connectHost({
    ...HOST_DEFAULTS,
    compression: false,
    target: { host: '127.0.0.1', port: host.port },
    credentials: { username: 'demo', domain: '', password: 'demo' },
    trust: { mode: 'pin', sha256: [host.fingerprint] },
    tap,
  });
  recorder.describe(connection);
  const event = (event: ActiveEvent): void => {
    if (event.type === 'graphics' && event.pdu.type === 'endFrame')
      stream.acknowledgeGraphics(event.pdu.frameId, 'unavailable');
  };
  const stream: HostStream = new HostStream(connection, { event, chunk: () => {} }, tap);
  const ended = stream.run(new AbortController().signal).catch(() => {});
  await until('the end', () => host.finished);
  const picture = host.picture!.pixels.slice();
  connection.stream.destroy();
  await ended;
  await recorder.close();
  await host.close();
  return { recording: readRecording(await bytes), picture };
}

t.test('a recording of the pipeline is played on the channel of whoever looks', async (t) => {
  const { recording, picture } = await record('caches');
  let played = 0;
  const host = await replayHost({ recording, speed: 'max', onPlayed: () => played++ });
  t.teardown(() => host.close());
  const clients = await Promise.all([session(t, host), session(t, host)]);
  for (const client of clients) await until('the picture', async () => (await distance(client, picture)) === 0);
  t.equal(played, 2);
});

t.test('a recording of the pipeline starts over', async (t) => {
  const { recording, picture } = await record('clear');
  let played = 0;
  const host = await replayHost({ recording, speed: 'max', loop: true, onPlayed: () => played++ });
  t.teardown(() => host.close());
  const client = await session(t, host);
  await until('three rounds', () => 3 <= played);
  await until('the picture', async () => (await distance(client, picture)) === 0);
  t.equal(client.status.state, 'active');
});

t.test('a client that did not offer the pipeline is refused', async (t) => {
  const { recording } = await record('caches');
  const host = await replayHost({ recording, speed: 'max' });
  t.teardown(() => host.close());
  const client = await PictureClient.connect(host);
  t.match(await client.ended, { type: 'ended', error: { code: 'HOST_ERROR', context: { errorInfo: 0x112f } } });
});
