import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, freePort, makeCertificate, missing, type RealHost } from './host.js';
import { STILL_TEXT, startTerminal } from './wayland-terminal.js';

export interface WestonOptions {
  /** `any` is TLS and unencrypted legacy security. */
  readonly security?: 'any' | 'rdp';
  readonly size?: string;
  /** Shell script that runs in the terminal; by default it prints a text that stays as it is. */
  readonly script?: string;
  /** More clients of the desktop, such as `weston-simple-shm`. */
  readonly clients?: readonly string[];
}

const SOCKET = 'wayland-rdp';

export const westonMissing = (): string | undefined =>
  missing('weston', ['weston', 'weston-terminal', 'weston-simple-shm', 'openssl']);

/** A headless weston with a terminal, served by its own RDP backend. Nobody is asked for a password. */
export function startWeston({
  security = 'any',
  size = '1024x768',
  script = STILL_TEXT,
  clients = [],
}: WestonOptions = {}): Promise<RealHost> {
  const runtime = (folder: string): NodeJS.ProcessEnv => ({
    XDG_RUNTIME_DIR: join(folder, 'run'),
    WAYLAND_DISPLAY: SOCKET,
  });
  return assemble('weston', runtime, async (folder, processes) => {
    const env = runtime(folder);
    mkdirSync(join(folder, 'run'), { mode: 0o700 });
    // The panel's clock would change a still picture.
    const config = join(folder, 'weston.ini');
    writeFileSync(
      config,
      '[shell]\npanel-position=none\nbackground-color=0xff2f4f6f\nlocking=false\nanimation=none\nstartup-animation=none\n',
    );
    const { certificate, key } = makeCertificate(folder);
    const port = await freePort();
    const [width, height] = size.split('x');
    const screen = [`--width=${width}`, `--height=${height}`, '--idle-time=0', '--no-clients-resize'];
    const tls = security === 'any' ? [`--rdp-tls-cert=${certificate}`, `--rdp-tls-key=${key}`] : [];
    const listen = ['--address=127.0.0.1', `--port=${port}`, ...tls, `--rdp4-key=${key}`];
    const backend = ['weston', `--config=${config}`, '--backend=rdp-backend.so', `--socket=${SOCKET}`];
    processes.start('weston', [...backend, ...screen, ...listen], { env });
    await processes.listening('weston', port);
    await processes.ready('weston', 'its Wayland socket', () => existsSync(join(folder, 'run', SOCKET)));
    startTerminal(folder, processes, env, script);
    for (const client of clients) processes.start(client, [client], { env });
    return { port, display: undefined };
  });
}
