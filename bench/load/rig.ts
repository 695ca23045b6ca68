import { type HostInfo, Process, type Usage } from './processes.js';
import { LoadViewer } from './viewer.js';

export interface RigOptions {
  readonly recordings: readonly string[];
  /** Play for ever; otherwise once, after which the sessions are idle. */
  readonly loop: boolean;
  readonly threads: number;
  /** Factor of the recorded speed. */
  readonly speed?: number;
}

/** Hosts, a gateway, and viewers, each in a process of their own; the viewers are in this one. */
export class Rig {
  readonly #hostProcess: Process;
  readonly #gateway: Process;
  readonly hosts: readonly HostInfo[];
  readonly url: string;

  private constructor(hostProcess: Process, gateway: Process, hosts: readonly HostInfo[], url: string) {
    this.#hostProcess = hostProcess;
    this.#gateway = gateway;
    this.hosts = hosts;
    this.url = url;
  }

  static async start({ recordings, loop, threads, speed = 1 }: RigOptions): Promise<Rig> {
    const hostProcess = new Process('./host-process.js');
    const gateway = new Process('./gateway-process.js');
    const hosts = await hostProcess.call('hosts', { recordings, loop, speed });
    const desktops = hosts.map(({ port, fingerprint }, index) => ({
      name: String(index),
      url: `rdp://127.0.0.1:${port}`,
      trust: `pin:${fingerprint}`,
    }));
    return new Rig(hostProcess, gateway, hosts, await gateway.call('gateway', { desktops, threads }));
  }

  /** Opens so many sessions, the recordings in turn, and waits for the first picture of each. */
  async open(count: number, via?: string): Promise<LoadViewer[]> {
    const names = Array.from({ length: count }, (_, index) => String(index % this.hosts.length));
    const links = await this.#gateway.call('links', names);
    const viewers: LoadViewer[] = [];
    for (const [index, link] of links.entries()) {
      const { width, height } = this.hosts[index % this.hosts.length];
      viewers.push(await LoadViewer.open({ link, via, width, height }));
    }
    await Promise.all(viewers.map((viewer) => viewer.picture));
    return viewers;
  }

  /** A link to the first desktop. */
  async link(): Promise<string> {
    return (await this.#gateway.call('links', ['0']))[0];
  }

  usage(): Promise<Usage> {
    return this.#gateway.call('usage', null);
  }

  async end(): Promise<void> {
    await this.#gateway.end();
    await this.#hostProcess.end();
  }
}
