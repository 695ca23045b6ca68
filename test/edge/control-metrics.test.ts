import { Registry } from 'prom-client';
import t from 'tap';
import { registerControlMetrics } from '../../src/edge/control-metrics.js';
import { Histogram } from '../../src/session/metrics.js';

t.test('what the control plane counts is read when somebody asks, the store once for all', async (t) => {
  const registry = new Registry();
  const openingMs = new Histogram();
  openingMs.observe(700);
  let readings = 0;
  registerControlMetrics(registry, {
    audited: new Map([['sign-in refused', 3]]),
    connectionsEnded: new Map([
      ['', 5],
      ['HOST_TIMEOUT', 1],
    ]),
    openingMs,
    read: async () => {
      readings++;
      return { hosts: new Map([['available', 2]]), sessions: new Map([['active', 4]]), waiting: 1 };
    },
  });
  const text = await registry.metrics();
  for (const line of [
    'sluice_connections_total{code="none"} 5',
    'sluice_connections_total{code="HOST_TIMEOUT"} 1',
    'sluice_audit_entries_total{action="sign-in",outcome="refused"} 3',
    'sluice_session_hosts{health="available"} 2',
    'sluice_user_sessions{state="active"} 4',
    'sluice_connections_waiting 1',
    'sluice_connection_seconds_bucket{le="1"} 1',
    'sluice_connection_seconds_count 1',
  ]) {
    t.ok(text.includes(`${line}\n`), line);
  }
  t.equal(readings, 1);
});
