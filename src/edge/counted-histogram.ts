import type { Metric } from 'prom-client';
import { type Histogram, MILLISECOND_BUCKETS } from '../session/metrics.js';

/** A histogram that was counted elsewhere, in the shape that the registry prints. */
export function histogram(name: string, help: string, source: Histogram): Metric {
  const get = async () => {
    let below = 0;
    const buckets = source.counts.map((count, index) => {
      below += count;
      const ms = MILLISECOND_BUCKETS[index];
      const le = ms === undefined ? '+Inf' : ms / 1000;
      return { metricName: `${name}_bucket`, labels: { le }, value: below };
    });
    const totals = [
      { metricName: `${name}_sum`, labels: {}, value: source.sum / 1000 },
      { metricName: `${name}_count`, labels: {}, value: source.count },
    ];
    return { name, help, type: 'histogram', aggregator: 'sum', values: [...buckets, ...totals] };
  };
  return { name, get } as unknown as Metric;
}
