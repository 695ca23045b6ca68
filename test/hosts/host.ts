import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasProgram, Processes } from './processes.js';

/** A real RDP server that a test started. */
export interface RealHost {
  readonly name: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Its X display, where it has one that clients can be started on. */
  readonly display: string | undefined;
  /** Generated configuration, certificate and logs; gone after `close`. */
  readonly folder: string;
  /** Starts one more program in the host's desktop. */
  start(name: string, command: readonly string[]): void;
  close(): Promise<void>;
}

export const USERNAME = 'sluice-test';
export const PASSWORD = 'sluice-test-pw';

/** Why a host cannot be started here, in one line; undefined when it can. */
export function missing(packages: string, programs: readonly string[], needsRoot = false): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (needsRoot && process.getuid?.() !== 0) return 'needs root';
  const absent = programs.filter((program) => !hasProgram(program));
  return absent.length === 0 ? undefined : `${absent.join(', ')} not found: npm run test:setup installs ${packages}`;
}

/** A folder of its own; other users may enter, because a desktop session reads its start script there. */
export function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `sluice-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

export function makeCertificate(folder: string): CertificateFiles {
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const subject = ['-subj', '/CN=localhost', '-addext', names, '-days', '30'];
  const output = ['-keyout', files.key, '-out', files.certificate];
  const command = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...output];
  execFileSync('openssl', command, { stdio: 'ignore' });
  return files;
}

/** Runs `build` with a folder and processes that are cleaned up when it fails and when the host is closed. */
export async function assemble(
  name: string,
  env: (folder: string) => NodeJS.ProcessEnv,
  build: (
    folder: string,
    processes: Processes,
  ) => Promise<Pick<RealHost, 'port' | 'display'> & { cleanUp?: () => void }>,
): Promise<RealHost> {
  const folder = makeFolder(name);
  const processes = new Processes(folder);
  let cleanUp: (() => void) | undefined;
  const close = async (): Promise<void> => {
    await processes.end();
    cleanUp?.();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const built = await build(folder, processes);
    cleanUp = built.cleanUp;
    const { port, display } = built;
    const start = (program: string, command: readonly string[]): void => {
      processes.start(program, command, { env: { ...env(folder), ...(display && { DISPLAY: display }) } });
    };
    return { name, port, display, folder, username: USERNAME, password: PASSWORD, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}
