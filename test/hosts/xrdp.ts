import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { assemble, freePort, makeCertificate, missing, PASSWORD, type RealHost, USERNAME } from './host.js';
import { isListening, until } from './processes.js';
import { AWAIT_MANAGER } from './x-display.js';

export interface XrdpOptions {
  /** X server of the session: Xorg has the RemoteFX encoder, Xvnc the bitmap codecs. */
  readonly session?: 'Xvnc' | 'Xorg';
  readonly security?: 'negotiate' | 'tls' | 'rdp';
  /** Strength of legacy RDP security. */
  readonly crypt?: 'none' | 'low' | 'medium' | 'high' | 'fips';
  /** Shell script that runs in the session instead of a still scene; it may put files into the host's folder. */
  readonly script?: (folder: string) => string;
}

const PACKAGES = 'xrdp xorgxrdp tigervnc-standalone-server openbox xterm x11-apps';
/** xrdp looks for its session manager here, so there is one xrdp at a time. */
const SESMAN_PORT = 3350;
/** How long to wait for another test run's xrdp to go. */
const TURN_MS = 120_000;

const stillScript = (): string => `
openbox &
${AWAIT_MANAGER}
xterm -geometry 80x24+20+20 -e sh -c 'seq -s " " 1 400; exec sleep infinity' &
xlogo -geometry 300x200+620+30 &
xmessage -geometry +620+320 'The quick brown fox jumps over the lazy dog' &
wait
`;

export const xrdpMissing = (): string | undefined =>
  missing(PACKAGES, ['xrdp', 'xrdp-sesman', 'Xvnc', 'openbox', 'xterm', 'openssl'], true);

/** Sets keys of an ini file that Debian ships; the first section that has one is the one meant. */
function configure(from: string, to: string, keys: Readonly<Record<string, string>>): void {
  let text = readFileSync(from, 'utf8');
  for (const [key, value] of Object.entries(keys))
    text = text.replace(new RegExp(`^${key}=.*$`, 'm'), `${key}=${value}`);
  writeFileSync(to, text);
}

/** xrdp signs in with PAM: an ordinary account with a known password, which is locked again afterwards. */
function openAccount(): void {
  try {
    execFileSync('id', [USERNAME], { stdio: 'ignore' });
  } catch {
    execFileSync('useradd', ['--create-home', '--shell', '/bin/bash', USERNAME]);
  }
  execFileSync('chpasswd', { input: `${USERNAME}:${PASSWORD}\n` });
}

const closeAccount = (): void => {
  execFileSync('usermod', ['--lock', USERNAME]);
};

/** Whoever listens here has the turn; it ends with the process at the latest. */
const TURN_PORT = 3351;

function takeTurn(): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(TURN_PORT, '127.0.0.1', () => resolve(server.unref()));
  });
}

async function awaitTurn(): Promise<Server> {
  let turn: Server | undefined;
  await until(
    'the other xrdp to end',
    async () => {
      turn = await takeTurn();
      if (turn && isListening(SESMAN_PORT)) turn = void turn.close();
      return turn !== undefined;
    },
    TURN_MS,
  );
  return turn as Server;
}

/** xrdp with its session manager. A session goes back to whoever connects again with the same depth and size, and ends with the host. */
export async function startXrdp(options: XrdpOptions = {}): Promise<RealHost> {
  const { session = 'Xvnc', security = 'negotiate', crypt = 'high', script = stillScript } = options;
  const turn = await awaitTurn();
  const host = assemble(
    'xrdp',
    () => ({}),
    async (folder, processes) => {
      openAccount();
      const { certificate, key } = makeCertificate(folder);
      const port = await freePort();
      const startScript = join(folder, 'session.sh');
      writeFileSync(startScript, `#!/bin/sh\n${script(folder)}`, { mode: 0o755 });
      const paths = { xrdp: join(folder, 'xrdp.ini'), sesman: join(folder, 'sesman.ini') };
      configure('/etc/xrdp/xrdp.ini', paths.xrdp, {
        port: `tcp://127.0.0.1:${port}`,
        security_layer: security,
        crypt_level: crypt,
        certificate,
        key_file: key,
        autorun: session,
        LogFile: join(folder, 'xrdp-trace.log'),
        EnableSyslog: 'false',
      });
      configure('/etc/xrdp/sesman.ini', paths.sesman, {
        DefaultWindowManager: startScript,
        EnableUserWindowManager: 'false',
        LogFile: join(folder, 'sesman-trace.log'),
        EnableSyslog: 'false',
      });
      processes.start('sesman', ['xrdp-sesman', '-n', '-c', paths.sesman]);
      await processes.listening('sesman', SESMAN_PORT);
      processes.start('xrdp', ['xrdp', '-n', '-c', paths.xrdp]);
      await processes.listening('xrdp', port);
      return { port, display: undefined, cleanUp: closeAccount };
    },
  );
  return host.then(
    (started) => ({ ...started, close: () => started.close().finally(() => turn.close()) }),
    (error) => {
      turn.close();
      throw error;
    },
  );
}
