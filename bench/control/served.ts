import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** `sluice serve` in a process of its own, as `npm start` runs it. */
export class Served {
  readonly #child: ChildProcess;

  constructor(environment: Readonly<Record<string, string>>, port: number) {
    const args = ['--enable-source-maps', MAIN, 'serve', '--port', String(port), '--set', 'log.level=warn'];
    const env = { ...process.env, ...environment };
    this.#child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Where it listens: it prints links. */
  async origin(): Promise<string> {
    const lines = createInterface({ input: this.#child.stdout! });
    for await (const line of lines) {
      const origin = /https?:\/\/[^/]+/.exec(line)?.[0];
      if (origin) return origin;
    }
    throw new Error('the gateway ended');
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill();
    await exit;
  }
}
