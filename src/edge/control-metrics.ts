/** What the control plane counts, as metrics. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ControlGauges, ControlMetrics } from '../control/metrics.js';
import { histogram } from './counted-histogram.js';

/** Metrics of one scrape share a reading of the store. */
const READING_MS = 1000;

export function registerControlMetrics(registry: Registry, metrics: ControlMetrics): void {
  const read = shared(metrics.read);
  registry.registerMetric(
    histogram('sluice_connection_seconds', 'A click in the portal to the first pixel', metrics.openingMs),
  );
  new Counter({
    name: 'sluice_connections_total',
    help: 'Connections that ended, by code; none for those that ended as asked',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of metrics.connectionsEnded) this.inc({ code: code || 'none' }, count);
    },
  });
  new Counter({
    name: 'sluice_audit_entries_total',
    help: 'What was done and refused, by action and outcome; sign-ins are among them',
    labelNames: ['action', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [what, count] of metrics.audited) {
        const [action, outcome] = what.split(' ');
        this.inc({ action, outcome }, count);
      }
    },
  });
  new Gauge({
    name: 'sluice_session_hosts',
    help: 'Session hosts, by health, of all gateways that share the store',
    labelNames: ['health'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [health, count] of (await read()).hosts) this.set({ health }, count);
    },
  });
  new Gauge({
    name: 'sluice_user_sessions',
    help: 'Sessions of people, by state, of all gateways that share the store',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [state, count] of (await read()).sessions) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'sluice_connections_waiting',
    help: 'People who wait for a host that has room or starts',
    registers: [registry],
    async collect() {
      this.set((await read()).waiting);
    },
  });
}

function shared(read: () => Promise<ControlGauges>): () => Promise<ControlGauges> {
  let reading: Promise<ControlGauges> | undefined;
  return () => {
    if (!reading) {
      reading = read();
      setTimeout(() => {
        reading = undefined;
      }, READING_MS).unref();
    }
    return reading;
  };
}
