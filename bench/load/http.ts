import autocannon from 'autocannon';
import { type Row, round } from './figures.js';
import { Rig } from './rig.js';
import type { LoadOptions } from './scenarios.js';

const CONNECTIONS = 20;

/** autocannon against the plain HTTP endpoints. */
export async function http({ recordings, seconds, threads }: LoadOptions): Promise<Row[]> {
  const rig = await Rig.start({ recordings: recordings.slice(0, 1), loop: false, threads });
  const { origin, hash } = new URL(await rig.link());
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const answer = await fetch(`${origin}/sessions`, { method: 'POST', body: JSON.stringify({ token, bearer: true }) });
  const { session, key } = (await answer.json()) as { session: string; key: string };
  const headers = { authorization: `Bearer ${key}` };
  const tiles = `/sessions/${session}/tiles?since=0`;
  await (await fetch(origin + tiles, { headers })).arrayBuffer();

  const rows: Row[] = [];
  for (const [name, path] of [
    ['/healthz', '/healthz'],
    ['/ (static)', '/'],
    ['/sessions/ID/tiles', tiles],
  ]) {
    const result = await autocannon({ url: origin + path, connections: CONNECTIONS, duration: seconds, headers });
    rows.push({
      endpoint: name,
      'requests/s': round(result.requests.average, 0),
      'p50 ms': result.latency.p50,
      'p99 ms': result.latency.p99,
      'MB/s': round(result.throughput.average / 2 ** 20),
      errors: result.errors + result.non2xx,
    });
  }
  await rig.end();
  return rows;
}
