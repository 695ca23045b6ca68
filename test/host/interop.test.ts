import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { replayHost } from '../../src/host/replay/replay-host.js';
import { makeFolder, missing } from '../hosts/host.js';
import { Processes } from '../hosts/processes.js';
import { startDisplay } from '../hosts/x-display.js';
import { recordingOf, testPicture } from './recordings.js';

const SIZE = { width: 640, height: 480 };
const DEADLINE_MS = 30_000;
const LOOK_MS = 250;
const PROGRAMS = ['Xvfb', 'import', 'xdotool'];

const run = promisify(execFile);

/** One of FreeRDP's clients on a private X server that it fills. */
class ForeignClient {
  readonly #display: string;
  readonly #log: () => string;

  private constructor(display: string, log: () => string) {
    this.#display = display;
    this.#log = log;
  }

  static async start(t: Test, program: string, port: number, more: readonly string[] = []): Promise<ForeignClient> {
    const folder = makeFolder('interop');
    const processes = new Processes(folder);
    t.teardown(async () => {
      await processes.end();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
    const size = `${SIZE.width}x${SIZE.height}`;
    const display = await startDisplay(processes, size);
    const options = [`/v:127.0.0.1:${port}`, '/u:demo', '/p:demo', '/sec:tls', '/cert:ignore', `/size:${size}`];
    const env = { DISPLAY: display, HOME: folder, XDG_CONFIG_HOME: folder };
    processes.start('client', [program, ...options, '-decorations', '-grab-keyboard', ...more], { env });
    return new ForeignClient(display, () => processes.log('client').slice(-3000));
  }

  /** Pixels as the client shows them, 0xRRGGBB. */
  async picture(): Promise<Uint32Array> {
    const command = ['-display', this.#display, '-window', 'root', '-depth', '8', 'png24:-'];
    const { stdout } = await run('import', command, { encoding: 'buffer', maxBuffer: 1 << 26 });
    const { data, width, height } = PNG.sync.read(stdout);
    return Uint32Array.from({ length: width * height }, (_, i) => data.readUInt32BE(4 * i) >>> 8);
  }

  /** A person in front of the client. */
  async act(...commands: readonly string[]): Promise<void> {
    await run('xdotool', commands, { env: { ...process.env, DISPLAY: this.#display } });
  }

  /** Looks again and again: there is no event to wait for in another program's window. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + DEADLINE_MS;
    while (!(await condition())) {
      if (end < Date.now()) throw new Error(`waited for ${what}\n${this.#log()}`);
      await delay(LOOK_MS);
    }
  }
}

for (const [program, packages] of [
  ['xfreerdp', 'freerdp2-x11'],
  ['xfreerdp3', 'freerdp3-x11'],
] as const) {
  const skip = missing(`${packages} xvfb imagemagick xdotool`, [program, ...PROGRAMS]) ?? false;

  t.test(`${program} shows a replay, pixel for pixel`, { skip }, async (t) => {
    const host = await replayHost({ recording: recordingOf([SIZE]), speed: 'max' });
    t.teardown(() => host.close());
    const client = await ForeignClient.start(t, program, host.port);
    const expected = Buffer.from(testPicture(SIZE, 0).pixels.buffer);
    await client.until('the recorded picture', async () =>
      Buffer.from((await client.picture()).buffer).equals(expected),
    );
    t.pass('the recorded picture');
  });

  t.test(`${program} works with the demo`, { skip }, async (t) => {
    const host = await startDemoHost();
    t.teardown(() => host.close());
    const client = await ForeignClient.start(t, program, host.port);
    await client.until('a picture', async () => 1000 < new Set(await client.picture()).size);
    t.same(host.received?.size, SIZE);
    await client.act('mousemove', '100', '70', 'click', '1', 'click', '4', 'type', '--delay', '20', 'Hi there, (42)!');
    await client.until('the text', () => host.received?.text === 'Hi there, (42)!');
    await client.until('the pointer', () => host.received?.pointer.x === 100 && host.received.pointer.y === 70);
    t.match(host.received, { clicks: { left: 1 }, wheel: { vertical: 120 } });
  });

  t.test(`${program} shows the demo with fewer colours`, { skip }, async (t) => {
    for (const [depth, colours] of [
      [16, 500],
      [24, 1000],
    ]) {
      const host = await startDemoHost();
      t.teardown(() => host.close());
      const client = await ForeignClient.start(t, program, host.port, [`/bpp:${depth}`]);
      await client.until(`${depth} bits`, async () => colours < new Set(await client.picture()).size);
      t.pass(`${depth} bits`);
    }
  });
}
