import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How often a condition of another process is looked at; there is no event to wait for. */
const POLL_MS = 50;
const START_DEADLINE_MS = 20_000;
const GRACE_MS = 2_000;

export interface SpawnOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets a pipe as descriptor 3, for programs that report on one. */
  readonly reportPipe?: boolean;
}

/** Is the program on the path? `sbin` is looked at too, where servers live. */
export function hasProgram(name: string): boolean {
  if (name.startsWith('/')) return existsSync(name);
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => existsSync(join(folder, name)));
}

/** Fields of /proc/PID/stat after the command; undefined when the process is gone or a zombie. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields;
  } catch {
    return undefined;
  }
}

const PPID = 1;
const START_TIME = 19;

/** A process named so that its number cannot be taken over by another one. */
interface Identity {
  readonly pid: number;
  readonly started: string;
}

function identify(pid: number): Identity | undefined {
  const fields = stat(pid);
  return fields && { pid, started: fields[START_TIME] };
}

const lives = ({ pid, started }: Identity): boolean => stat(pid)?.[START_TIME] === started;

function signalOne(process_: Identity, signal: NodeJS.Signals): void {
  if (!lives(process_)) return;
  try {
    process.kill(process_.pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

/** Everything that descends from `root`, children after their parents. */
function family(root: number): Identity[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const parent = Number.isInteger(pid) ? stat(pid)?.[PPID] : undefined;
    if (parent !== undefined) children.set(Number(parent), [...(children.get(Number(parent)) ?? []), pid]);
  }
  const found: Identity[] = [];
  const walk = (pid: number): void => {
    const identity = identify(pid);
    if (identity) found.push(identity);
    for (const child of children.get(pid) ?? []) walk(child);
  };
  walk(root);
  return found;
}

/** Waits until `condition` holds; fails with what was awaited. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = START_DEADLINE_MS,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (end < Date.now()) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await delay(POLL_MS);
  }
}

/** Is there a listener on this TCP port, on any address? */
export function isListening(port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .some((line) => {
        const [, local, , state] = line.trim().split(/\s+/);
        return state === '0A' && local.endsWith(wanted);
      }),
  );
}

/** Ends a process as a crash would; resolves when it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** What to end when this process ends first, as it does when a test takes too long. */
const unfinished = new Set<Processes>();
process.on('exit', () => {
  for (const processes of unfinished) processes.kill();
});

/** Processes of one host: started with their output in the host's folder, ended with all that they started. */
export class Processes {
  readonly #folder: string;
  readonly #started: { name: string; child: ChildProcess }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    unfinished.add(this);
  }

  start(name: string, command: readonly string[], { env, reportPipe }: SpawnOptions = {}): ChildProcess {
    const log = openSync(join(this.#folder, `${name}.log`), 'a');
    const [program, ...args] = command;
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log, ...(reportPipe ? (['pipe'] as const) : [])],
      env: { ...process.env, ...env },
    });
    closeSync(log);
    child.on('error', () => {});
    this.#started.push({ name, child });
    return child;
  }

  log(name: string): string {
    try {
      return readFileSync(join(this.#folder, `${name}.log`), 'utf8');
    } catch {
      return '';
    }
  }

  /** Waits for something that the program `name` does, and fails at once with its log when it ends first. */
  async ready(name: string, what: string, condition: () => boolean): Promise<void> {
    const child = this.#started.findLast((one) => one.name === name)?.child;
    await until(what, () => condition() || child?.exitCode !== null || child.signalCode !== null).catch((error) => {
      throw new Error(`${error.message}\n${this.log(name).slice(-2000)}`);
    });
    if (!condition()) throw new Error(`${name} ended before ${what}\n${this.log(name).slice(-2000)}`);
  }

  listening(name: string, port: number): Promise<void> {
    return this.ready(name, `port ${port}`, () => isListening(port));
  }

  #all(): Identity[] {
    return [...this.#started].reverse().flatMap(({ child }) => (child.pid === undefined ? [] : family(child.pid)));
  }

  /** Ends everything at once. */
  kill(): void {
    for (const process_ of this.#all()) signalOne(process_, 'SIGKILL');
  }

  /** Ends everything, youngest first: asks, waits, insists. */
  async end(): Promise<void> {
    unfinished.delete(this);
    const all = this.#all();
    for (const process_ of all) signalOne(process_, 'SIGTERM');
    await until('processes to end', () => !all.some(lives), GRACE_MS).catch(() => {
      for (const process_ of all) signalOne(process_, 'SIGKILL');
    });
  }
}
