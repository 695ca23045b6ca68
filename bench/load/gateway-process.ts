/** A gateway as `sluice serve` starts it. */
import { loadConfig } from '../../src/config/load.js';
import type { Gateway } from '../../src/edge/gateway.js';
import { createLogger } from '../../src/edge/log.js';
import { startConfigured } from '../../src/gateway/create-gateway.js';
import { answerCalls, type Desktops } from './processes.js';

let gateway: Gateway | undefined;

function start(desktops: Desktops, threads: number): Promise<Gateway> {
  const config = loadConfig({
    options: {
      listen: { port: 0 },
      log: { level: 'warn' },
      workers: { threads },
      desktops,
    },
  });
  return startConfigured(config, createLogger(config.log));
}

answerCalls(
  {
    gateway: async ({ desktops, threads }) => {
      gateway = await start(desktops, threads);
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
