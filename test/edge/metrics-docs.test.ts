import t from 'tap';
import { registerControlMetrics } from '../../src/edge/control-metrics.js';
import { Metrics } from '../../src/edge/metrics.js';
import { registerSessionMetrics } from '../../src/edge/session-metrics.js';
import { Histogram, SessionMetrics } from '../../src/session/metrics.js';
import { matchesSection } from '../support/generated.js';

t.test('docs/operations.md lists the metrics', async (t) => {
  const { registry } = new Metrics({
    sessions: () => 0,
    viewers: () => ({ websocket: 0, poll: 0 }),
    bufferedBytes: () => 0,
  });
  registerSessionMetrics(registry, new SessionMetrics());
  registerControlMetrics(registry, {
    ...{ audited: new Map(), connectionsEnded: new Map(), openingMs: new Histogram() },
    read: async () => ({ hosts: new Map(), sessions: new Map(), waiting: 0 }),
  });
  const own = (await registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('sluice_'));
  const rows = own.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`).sort();
  matchesSection(
    t,
    'docs/operations.md',
    'metrics',
    ['| metric | type | what it is |', '| --- | --- | --- |', ...rows].join('\n'),
  );
});
