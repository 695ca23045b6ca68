import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import type { Test } from 'tap';
import { makeFolder } from '../hosts/host.js';
import { Processes } from '../hosts/processes.js';
import { startDisplay } from '../hosts/x-display.js';

/** Of the client's desktop. */
export const SIZE = { width: 640, height: 480 };
/** What `ForeignClient` needs besides the client. */
export const PROGRAMS = ['Xvfb', 'import', 'xdotool'];
const DEADLINE_MS = 30_000;
const LOOK_MS = 250;

const run = promisify(execFile);

/** One of FreeRDP's clients on a private X server that it fills. */
export class ForeignClient {
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

  /** Places of the windows that have this title, each as x, y, width and height. */
  async windows(title: string): Promise<readonly string[]> {
    const commands = ['search', '--onlyvisible', '--name', title, 'getwindowgeometry', '%@'];
    const found = await run('xdotool', commands, { env: { ...process.env, DISPLAY: this.#display } }).catch(
      () => undefined,
    );
    const places = found?.stdout.matchAll(/Position: (-?\d+),(-?\d+).*\n\s+Geometry: (\d+)x(\d+)/g) ?? [];
    return [...places].map(([, ...numbers]) => numbers.join());
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
