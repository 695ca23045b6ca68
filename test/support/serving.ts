import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { Processes } from '../hosts/processes.js';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const MAIN = join(ROOT, 'dist', 'src', 'main.js');

/** A gateway that is a process of its own. */
export interface Serving {
  /** Without a final slash. */
  readonly url: string;
  /** The one-time link by which the first administrator is made. */
  readonly setup: string | undefined;
  /** Variables of its environment, for commands that are to find the same store. */
  readonly env: NodeJS.ProcessEnv;
  /** What it wrote. */
  output(): string;
}

/** Starts a command that serves, as somebody would who has just come to this machine: nothing is in their home. */
export async function startServing(
  t: Test,
  command: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-serving-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const env = { PATH: process.env['PATH'], HOME: home, SLUICE_LISTEN_PORT: '0', ...variables };
  const processes = new Processes(folder);
  t.teardown(async () => {
    await processes.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  // Nothing of the test runner's own environment.
  const clean = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  processes.start('serve', ['env', '-i', ...clean, ...command]);
  const output = (): string => processes.log('serve');
  await processes.ready('serve', 'the gateway', () => output().includes('Ctrl-C ends the gateway.'));
  const [, greeted = ''] = /^ {2}(http:\/\/\S+)$/m.exec(output()) ?? [];
  const { origin, pathname } = new URL(greeted);
  return { url: origin, setup: pathname === '/setup' ? greeted : undefined, env, output };
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a shell's command line to its end, with `sluice` as a command. */
export function shell(line: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const script = `sluice() { "${process.execPath}" "${MAIN}" "$@"; }\n${line}`;
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', script], { env, cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}
