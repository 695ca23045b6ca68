/** A gateway as `sluice serve` starts it. */
import { loadConfig } from '../../src/config/load.js';
import type { Gateway } from '../../src/edge/gateway.js';
import { createLogger } from '../../src/edge/log.js';
import { startConfigured } from '../../src/gateway/create-gateway.js';
import { answerCalls, type Calls } from './processes.js';

let gateway: Gateway | undefined;

function start({ desktops, threads, grace }: Calls['gateway']['request']): Promise<Gateway> {
  const config = loadConfig({
    options: {
      listen: { port: 0 },
      log: { level: 'warn' },
      workers: { threads },
      ...(grace !== undefined && { sessions: { grace } }),
      desktops,
    },
  });
  return startConfigured(config, createLogger(config.log));
}

answerCalls(
  {
    gateway: async (request) => {
      gateway = await start(request);
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
