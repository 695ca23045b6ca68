import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, freePort, missing, PASSWORD, type RealHost, USERNAME } from './host.js';
import { endChild } from './processes.js';
import { awaitWindows, DISPLAY_PROGRAMS, type Scene, startDisplay, startScene } from './x-display.js';

export interface ShadowOptions {
  /** FreeRDP's major version: 2 is Debian 12's own, 3 comes from its backports. */
  readonly version: 2 | 3;
  readonly security: 'nla' | 'tls' | 'rdp';
  readonly size?: string;
  readonly scene?: Scene;
  /** A shell script that runs on the display instead of a scene and shows a window; it may put files into the host's folder. */
  readonly script?: (folder: string) => string;
  /** More options of the server, such as `-gfx`. */
  readonly extra?: readonly string[];
}

const PROGRAMS = { 2: 'freerdp-shadow-cli', 3: 'freerdp-shadow-cli3' } as const;
const PACKAGES = 'freerdp2-shadow-x11 freerdp3-shadow-x11 winpr-utils xvfb openbox xterm x11-apps x11-utils';
/** Only NLA asks for a password; the others let everybody in, because PAM would need an account of this system. */
const SECURITY = { nla: ['/sec:nla', '+auth'], tls: ['/sec:tls', '-auth'], rdp: ['/sec:rdp', '-auth'] } as const;

export const shadowMissing = (version: 2 | 3): string | undefined =>
  missing(PACKAGES, [PROGRAMS[version], 'winpr-hash', ...DISPLAY_PROGRAMS]);

/** A host whose RDP server can be ended and started again, at the same port and with the same certificate. */
export interface ShadowHost extends RealHost {
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

/** An X desktop served by FreeRDP's shadow server. */
export async function startShadow({
  version,
  security,
  size = '1024x768',
  scene = 'still',
  script,
  extra = [],
}: ShadowOptions): Promise<ShadowHost> {
  // The server keeps its certificate below its home.
  const home = (folder: string): NodeJS.ProcessEnv => ({ HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') });
  let stopServer = async (): Promise<void> => {};
  let startServer = async (): Promise<void> => {};
  const host = await assemble(`shadow${version}`, home, async (folder, processes) => {
    const accounts = join(folder, 'sam');
    const hash = execFileSync('winpr-hash', ['-u', USERNAME, '-p', PASSWORD, '-f', 'sam']);
    writeFileSync(accounts, hash, { mode: 0o600 });
    const display = await startDisplay(processes, size);
    if (script) {
      processes.start('scene', ['sh', '-c', script(folder)], { env: { DISPLAY: display } });
      await awaitWindows(processes, display, 1);
    } else await startScene(processes, display, scene);
    const port = await freePort();
    const listen = [`/port:${port}`, '/bind-address:127.0.0.1', `/sam-file:${accounts}`];
    const command = [PROGRAMS[version], ...listen, ...SECURITY[security], ...extra];
    startServer = async () => {
      const server = processes.start('shadow', command, { env: { ...home(folder), DISPLAY: display } });
      stopServer = () => endChild(server);
      await processes.listening('shadow', port);
    };
    await startServer();
    return { port, display };
  });
  return { ...host, startServer, stopServer: () => stopServer() };
}
