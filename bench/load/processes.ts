/** The bench's other processes: hosts and gateway each have their own, so that what is measured is the gateway alone. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ConfigInput } from '../../src/config/schema.js';

export interface HostInfo {
  readonly port: number;
  readonly fingerprint: string;
  readonly width: number;
  readonly height: number;
  readonly origin: string;
}

/** Published desktops, as in `docs/config.md`. */
export type Desktops = NonNullable<ConfigInput['desktops']>;

export interface Usage {
  /** Processor time of the gateway so far, in ms. */
  readonly cpuMs: number;
  /** After a garbage collection. */
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** A request to one of the processes and what it answers. */
export interface Calls {
  hosts: {
    readonly request: { readonly recordings: readonly string[]; readonly loop: boolean; readonly speed: number };
    readonly answer: HostInfo[];
  };
  gateway: {
    /** `grace` as in `docs/config.md`. */
    readonly request: { readonly desktops: Desktops; readonly threads: number; readonly grace?: string };
    readonly answer: string;
  };
  links: { readonly request: readonly string[]; readonly answer: string[] };
  usage: { readonly request: null; readonly answer: Usage };
}

export type CallName = keyof Calls;

/** A child process that answers calls one at a time. */
export class Process {
  readonly #child: ChildProcess;

  constructor(script: string) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#child = fork(path, { execArgv: ['--expose-gc', '--enable-source-maps'] });
    this.#child.once('exit', (code) => {
      if (code) throw new Error(`${script} ended with ${code}`);
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('it has not started');
    return this.#child.pid;
  }

  async call<Name extends CallName>(name: Name, request: Calls[Name]['request']): Promise<Calls[Name]['answer']> {
    this.#child.send({ name, request });
    const [answer] = await once(this.#child, 'message');
    return answer as Calls[Name]['answer'];
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}

type Handlers = { [Name in CallName]?: (request: Calls[Name]['request']) => Promise<Calls[Name]['answer']> };

/** The child's side; `end` runs when the bench lets go. */
export function answerCalls(handlers: Handlers, end: () => Promise<void>): void {
  process.on('message', ({ name, request }: { name: CallName; request: never }) => {
    void handlers[name]?.(request).then((answer) => process.send?.(answer));
  });
  process.once('disconnect', () => void end().finally(() => process.exit()));
}
