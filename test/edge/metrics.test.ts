import { once } from 'node:events';
import t from 'tap';
import { Metrics } from '../../src/edge/metrics.js';
import { registerSessionMetrics } from '../../src/edge/session-metrics.js';
import { SessionMetrics } from '../../src/session/metrics.js';
import { ViewerClient } from '../support/viewer-client.js';
import { openSession, start } from './support.js';

t.test('health and metrics tell what goes on', async (t) => {
  const gateway = await start(t);
  const { session, at, headers } = await openSession(gateway);
  const client = await ViewerClient.enter(`${at}/ws`, { headers });
  const viewer = await session.viewer();
  await client.next('desktop');
  viewer.frame(972);
  await client.next('frame');
  client.send('ping', { time: 1 });
  await viewer.messages(1);

  t.same(await (await fetch(`${gateway.url}/healthz`)).json(), { status: 'ok', sessions: 1 });
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  t.match(text, /^sluice_sessions 1$/m);
  t.match(text, /^sluice_viewers\{transport="websocket"\} 1$/m);
  t.match(text, /^sluice_viewer_received_messages_total\{transport="websocket"\} 2$/m);
  t.match(text, /^sluice_http_requests_total\{route="\/healthz",status="200"\} 1$/m);
  t.match(text, /^sluice_links_total\{result="opened"\} 1$/m);
  t.match(text, /^process_resident_memory_bytes \d+$/m);
  const sent = Number(/^sluice_viewer_sent_bytes_total\{transport="websocket"\} (\d+)$/m.exec(text)?.[1]);
  t.equal(
    sent,
    client.raw.reduce((sum, { length }) => sum + length, 0),
  );
});

t.test('a browser cannot make up labels', async (t) => {
  const gateway = await start(t);
  const { at, headers } = await openSession(gateway);
  for (const code of [3333, 4999, 1000]) {
    const client = await ViewerClient.enter(`${at}/ws`, { headers });
    client.socket.close(code);
    await once(client.socket, 'close');
  }
  const ended = async (): Promise<[code: string, count: number][]> => {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    return [...text.matchAll(/^sluice_viewers_ended_total\{code="(\w+)"\} (\d+)$/gm)].map((m) => [m[1], Number(m[2])]);
  };
  const total = async (): Promise<number> => (await ended()).reduce((sum, [, count]) => sum + count, 0);
  while ((await total()) < 3) await new Promise(setImmediate);
  const codes = (await ended()).map(([code]) => code);
  t.ok(codes.includes('other'), codes.join(' '));
  t.notOk(codes.some((code) => code === '3333' || code === '4999'));
});

t.test('a token guards the metrics where one is set', async (t) => {
  const { url } = await start(t, { metrics: { token: 'open-sesame' } });
  const ask = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`${url}/metrics`, { headers })).status;
  t.equal(await ask({}), 401);
  t.equal(await ask({ authorization: 'Bearer open-sesam' }), 401);
  t.equal(await ask({ authorization: 'Bearer open-sesame' }), 200);
});

t.test('metrics can be switched off', async (t) => {
  const { url } = await start(t, { metrics: { enabled: false } });
  t.equal((await fetch(`${url}/metrics`)).status, 404);
});

t.test('what sessions count is exported', async (t) => {
  const counts = new SessionMetrics();
  const metrics = new Metrics({
    sessions: () => 0,
    viewers: () => ({ websocket: 0, poll: 0 }),
    bufferedBytes: () => 0,
  });
  registerSessionMetrics(metrics.registry, counts);
  counts.framesSent = 3;
  counts.codecs.set('clear', 12);
  counts.ended('HOST_CLOSED');
  for (const ms of [0.1, 3, 3, 9999]) counts.latencyMs.observe(ms);
  for (let scrape = 0; scrape < 2; scrape++) {
    const text = await metrics.registry.metrics();
    t.match(text, /^sluice_frames_sent_total 3$/m);
    t.match(text, /^sluice_host_bitmaps_total\{codec="clear"\} 12$/m);
    t.match(text, /^sluice_sessions_ended\{code="HOST_CLOSED"\} 1$/m);
    t.match(text, /^sluice_frame_latency_seconds_bucket\{le="0.00025"\} 1$/m);
    t.match(text, /^sluice_frame_latency_seconds_bucket\{le="0.004"\} 3$/m);
    t.match(text, /^sluice_frame_latency_seconds_bucket\{le="\+Inf"\} 4$/m);
    t.match(text, /^sluice_frame_latency_seconds_count 4$/m);
    t.match(text, /^# TYPE sluice_frame_latency_seconds histogram$/m);
  }
});
