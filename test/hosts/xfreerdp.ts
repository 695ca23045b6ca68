import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { PNG } from 'pngjs';
import { makeFolder, missing, type RealHost } from './host.js';
import { settled } from './pictures.js';
import { Processes } from './processes.js';
import { startDisplay } from './x-display.js';

/** How xfreerdp connects; the rest is what it would do by itself. */
export interface ReferenceOptions {
  readonly size: string;
  readonly security: 'nla' | 'tls' | 'rdp';
  /** Codec switches, such as `/bpp:16` or `/rfx`. */
  readonly codecs: readonly string[];
}

const run = promisify(execFile);
const LARGEST_PICTURE = 64 * 1024 * 1024;

export const xfreerdpMissing = (): string | undefined =>
  missing('freerdp3-x11 xvfb imagemagick', ['xfreerdp3', 'Xvfb', 'import']);

async function grab(display: string): Promise<PNG> {
  const command = ['-display', display, '-window', 'root', '-depth', '8', 'png24:-'];
  const { stdout } = await run('import', command, { encoding: 'buffer', maxBuffer: LARGEST_PICTURE });
  return PNG.sync.read(stdout);
}

/**
 * The picture that xfreerdp shows of a host: the window fills a private X server, whose screen is read without the
 * pointer once it has come to rest.
 */
export async function referencePicture(host: RealHost, { size, security, codecs }: ReferenceOptions): Promise<PNG> {
  const folder = makeFolder('xfreerdp');
  const processes = new Processes(folder);
  try {
    const display = await startDisplay(processes, size);
    const login = [`/v:127.0.0.1:${host.port}`, `/u:${host.username}`, `/p:${host.password}`, `/sec:${security}`];
    const window = [`/size:${size}`, '-decorations', '/cert:ignore', '-clipboard', '/audio-mode:2', '-grab-keyboard'];
    const env = { DISPLAY: display, HOME: folder, XDG_CONFIG_HOME: folder };
    const client = processes.start('xfreerdp', ['xfreerdp3', ...login, ...window, ...codecs], { env });
    return await settled(() => {
      if (client.exitCode !== null) throw new Error(`xfreerdp ended\n${processes.log('xfreerdp').slice(-3000)}`);
      return grab(display);
    });
  } finally {
    await processes.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
