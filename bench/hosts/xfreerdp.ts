import { rmSync } from 'node:fs';
import { makeFolder, type RealHost } from '../../test/hosts/host.js';
import { Processes } from '../../test/hosts/processes.js';
import { startDisplay } from '../../test/hosts/x-display.js';

export interface RunningClient {
  readonly pid: number;
  close(): Promise<void>;
}

/** FreeRDP's client with a window that fills an X display of its own. */
export async function startXfreerdp(
  { username, password }: RealHost,
  port: number,
  size: string,
  codec: string,
): Promise<RunningClient> {
  const folder = makeFolder('xfreerdp');
  const processes = new Processes(folder);
  const close = async (): Promise<void> => {
    await processes.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const display = await startDisplay(processes, size);
    const login = [`/v:127.0.0.1:${port}`, `/u:${username}`, `/p:${password}`, '/sec:tls', '/cert:ignore'];
    const window = [`/size:${size}`, '-decorations', '-clipboard', '/audio-mode:2', '-grab-keyboard', codec];
    const env = { DISPLAY: display, HOME: folder, XDG_CONFIG_HOME: folder };
    const { pid } = processes.start('xfreerdp', ['xfreerdp3', ...login, ...window], { env });
    if (pid === undefined) throw new Error('xfreerdp3 cannot be started');
    return { pid, close };
  } catch (error) {
    await close();
    throw error;
  }
}
