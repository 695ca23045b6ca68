/** A gateway as `sluice serve` starts it, with one published desktop per host. */
import { loadConfig } from '../../src/config/load.js';
import type { Gateway } from '../../src/edge/gateway.js';
import { createLogger } from '../../src/edge/log.js';
import { startConfigured } from '../../src/gateway/create-gateway.js';
import { answerCalls, type HostInfo } from './processes.js';

let gateway: Gateway | undefined;

function start(hosts: readonly HostInfo[], threads: number): Promise<Gateway> {
  const config = loadConfig({
    options: {
      listen: { port: 0 },
      log: { level: 'warn' },
      workers: { threads },
      desktops: hosts.map(({ port, fingerprint }, index) => ({
        name: String(index),
        url: `rdp://127.0.0.1:${port}`,
        trust: `pin:${fingerprint}`,
      })),
    },
  });
  return startConfigured(config, createLogger(config.log));
}

answerCalls(
  {
    gateway: async ({ hosts, threads }) => {
      gateway = await start(hosts, threads);
      return gateway.url;
    },
    links: async (desktops) => desktops.map((name) => gateway?.link(name) ?? ''),
    usage: async () => {
      globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed, external } = process.memoryUsage();
      return { cpuMs: (user + system) / 1000, rss, heapUsed, external };
    },
  },
  async () => {
    await gateway?.close();
  },
);
