/** A PostgreSQL of Debian's package for one test process: in a folder of its own, on a Unix socket, gone with the process. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';

const VERSIONS = '/usr/lib/postgresql';
const USER = 'postgres';

export interface PostgresqlOptions {
  /** For tests that kill the server: then what it acknowledges has to be on the disk. */
  readonly durable?: boolean;
}

export interface Postgresql {
  /** An empty database of its own; its address. */
  createDatabase(): Promise<string>;
  /** Ends the server as a power cut does, and starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of the newest installed server; undefined when there is none. */
function binaries(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const versions = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(VERSIONS, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** Why tests with PostgreSQL are skipped; undefined when they are not. */
export const missingPostgresql = (): string | undefined =>
  binaries() === undefined ? 'needs the package postgresql' : undefined;

/** The server refuses to run as root: then it runs as the user that its package made. It ends with this process. */
function asItsUser(program: string, args: readonly string[]): [string, string[]] {
  const drop = process.getuid?.() === 0 ? ['--reuid', USER, '--regid', USER, '--init-groups'] : [];
  return ['setpriv', [...drop, '--pdeathsig', 'SIGQUIT', program, ...args]];
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-postgresql-'));
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(`/var/lib/${USER}ql`);
    chownSync(folder, uid, gid);
  }
  return folder;
}

export async function startPostgresql({ durable = false }: PostgresqlOptions = {}): Promise<Postgresql> {
  const bin = binaries()!;
  const folder = newFolder();
  const data = join(folder, 'data');
  // A language whose order of text is not that of bytes, as many servers have.
  const language = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
  const account = [`--username=${USER}`, '--auth=trust', '--no-sync', '--no-instructions'];
  const [program, args] = asItsUser(join(bin, 'initdb'), [`--pgdata=${data}`, ...account, ...language]);
  await promisify(execFile)(program, args, { cwd: folder });

  let server = await startServer(bin, folder, data, durable);
  const onExit = (): void => {
    server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', onExit);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server.once('close', resolve));
    server.kill(signal);
    await ended;
  };
  let databases = 0;
  return {
    createDatabase: async () => {
      const name = `test_${++databases}`;
      const client = new pg.Client({ connectionString: address(folder, USER) });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return address(folder, name);
    },
    crash: async () => {
      // Its processes are told to leave at once, without writing anything.
      await end('SIGQUIT');
      server = await startServer(bin, folder, data, durable);
    },
    stop: async () => {
      process.removeListener('exit', onExit);
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const address = (folder: string, database: string): string =>
  `postgresql:///${database}?host=${encodeURIComponent(folder)}&user=${USER}`;

async function startServer(bin: string, folder: string, data: string, durable: boolean): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '60',
    shared_buffers: '64MB',
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    autovacuum: 'off',
    log_min_messages: 'warning',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program, args] = asItsUser(join(bin, 'postgres'), ['-D', data, ...options]);
  const server = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stderr! }).on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(`PostgreSQL did not start: ${said.join('\n')}`)));
  });
  server.stderr!.resume();
  return server;
}
