import type { RealHost } from '../../test/hosts/host.js';
import { Process } from '../load/processes.js';

/**
 * A gateway in a process of its own, with one desktop: the host, or what stands before it. A session ends soon after its viewer,
 * so that nothing of it is left when something else is measured.
 */
export class Gateway {
  readonly #process: Process;
  readonly url: string;

  private constructor(process: Process, url: string) {
    this.#process = process;
    this.url = url;
  }

  static async start({ username, password }: RealHost, port: number): Promise<Gateway> {
    const gateway = new Process('./gateway-process.js');
    const desktop = { name: '0', url: `rdp://127.0.0.1:${port}`, trust: 'ignore', username, password };
    return new Gateway(gateway, await gateway.call('gateway', { desktops: [desktop], threads: 0, grace: '1s' }));
  }

  get pid(): number {
    return this.#process.pid;
  }

  async link(): Promise<string> {
    return (await this.#process.call('links', ['0']))[0];
  }

  /** One number of its metrics. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(new URL('/metrics', this.url))).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    if (!line) throw new Error(`no metric is called ${name}`);
    return Number(line.slice(name.length));
  }

  end(): Promise<void> {
    return this.#process.end();
  }
}
