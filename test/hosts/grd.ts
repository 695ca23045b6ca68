import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, freePort, makeCertificate, missing, PASSWORD, type RealHost, USERNAME } from './host.js';
import { STILL_TEXT, startTerminal } from './wayland-terminal.js';

export interface GrdOptions {
  readonly size?: string;
  /** Shell script that runs in the terminal; by default it prints a text that stays as it is. */
  readonly script?: string;
  /** More clients of the desktop, such as `weston-simple-shm`. */
  readonly clients?: readonly string[];
}

const DAEMON = '/usr/libexec/gnome-remote-desktop-daemon';
const PACKAGES = 'gnome-remote-desktop mutter pipewire wireplumber dbus libglib2.0-bin weston';
const SOCKET = 'wayland-grd';

export const grdMissing = (): string | undefined =>
  missing(PACKAGES, [
    'mutter',
    'pipewire',
    'wireplumber',
    'dbus-daemon',
    'gsettings',
    'grdctl',
    'weston-terminal',
    DAEMON,
  ]);

/** A desktop's folders and addresses below the host's own, so that nothing of the user's is touched. */
function environment(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  const runtime = join(folder, 'run');
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: runtime,
    XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_SESSION_TYPE: 'wayland',
    WAYLAND_DISPLAY: SOCKET,
    GSETTINGS_BACKEND: 'keyfile',
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, 'bus')}`,
  };
}

/** GNOME Remote Desktop over a headless mutter drawn in software. NLA only; it listens on all addresses. */
export function startGrd({ size = '1024x768', script = STILL_TEXT, clients = [] }: GrdOptions = {}): Promise<RealHost> {
  return assemble('grd', environment, async (folder, processes) => {
    const env = environment(folder);
    const runtime = join(folder, 'run');
    mkdirSync(join(folder, 'home'));
    mkdirSync(runtime, { mode: 0o700 });
    const socket =
      (name: string): (() => boolean) =>
      () =>
        existsSync(join(runtime, name));
    const bus = ['--session', '--nofork', '--nopidfile', `--address=${env['DBUS_SESSION_BUS_ADDRESS']}`];
    processes.start('dbus', ['dbus-daemon', ...bus], { env });
    await processes.ready('dbus', 'its socket', socket('bus'));
    processes.start('pipewire', ['pipewire'], { env });
    await processes.ready('pipewire', 'its socket', socket('pipewire-0'));
    processes.start('wireplumber', ['wireplumber'], { env });
    const wayland = ['--headless', '--wayland', '--no-x11', '--wayland-display', SOCKET, '--virtual-monitor', size];
    processes.start('mutter', ['mutter', ...wayland], { env });
    await processes.ready('mutter', 'its Wayland socket', socket(SOCKET));

    const { certificate, key } = makeCertificate(folder);
    const grdctl = (...args: string[]): void => {
      execFileSync('grdctl', ['--headless', 'rdp', ...args], { env: { ...process.env, ...env }, stdio: 'pipe' });
    };
    grdctl('set-tls-cert', certificate);
    grdctl('set-tls-key', key);
    grdctl('set-credentials', USERNAME, PASSWORD);
    grdctl('disable-view-only');
    grdctl('enable');
    const share = ['set', 'org.gnome.desktop.remote-desktop.rdp', 'screen-share-mode', 'mirror-primary'];
    execFileSync('gsettings', share, { env: { ...process.env, ...env } });

    const port = await freePort();
    processes.start('grd', [DAEMON, '--headless', '--rdp-port', String(port)], { env });
    await processes.listening('grd', port);
    startTerminal(folder, processes, env, script);
    for (const client of clients) processes.start(client, [client], { env });
    return { port, display: undefined };
  });
}
