import t from 'tap';
import { Connections } from '../../../src/control/diagnostics/connections.js';
import { type ConnectionStart, Trail } from '../../../src/control/diagnostics/trail.js';
import { eachStore } from '../../support/stores.js';

const start = (activityId: string, more: Partial<ConnectionStart> = {}): ConnectionStart => ({
  ...{ activityId, user: 'alice', kind: 'desktop', name: 'office', hostPool: 'office', applicationGroup: 'desks' },
  ...{ remote: '192.0.2.1', gateway: 'one' },
  ...more,
});

await eachStore(t, async (t, open) => {
  let now = 1000;
  const store = await open({ now: () => now });
  const trail = new Trail(store);
  const connections = new Connections(store);

  trail.begin(start('a'));
  trail.checkpoint('a', 'policy', { policies: 2 });
  now = 1100;
  trail.checkpoint('a', 'host', { host: 'desk-1' });
  trail.checkpoint('a', 'tcp', {}, 1050);
  trail.checkpoint('a', 'firstPixel');
  trail.sample('a', { roundTripMs: 12.4, bytesPerSecond: 1e6, framesPerSecond: 30 });
  now = 1200;
  trail.end('a', { frames: 10, bytes: 5_000_000_000 });
  trail.checkpoint('a', 'tls');
  trail.end('a', { code: 'INTERNAL', frames: 0, bytes: 0 });
  trail.begin(start('b', { user: 'bob', hostPool: 'lab' }));
  trail.end('b', { code: 'CREDENTIALS_REJECTED', cause: 'for CORP\\bob', frames: 0, bytes: 0 });
  now = 1300;
  trail.begin(start('c', { applicationGroup: 'apps', hostPool: 'lab' }));
  await trail.flush();

  await t.test('a connection has its steps, figures and end', async (t) => {
    t.strictSame(await connections.get('a'), {
      ...start('a'),
      ...{ host: 'desk-1', startedAt: 1000, connectedAt: 1100, endedAt: 1200, outcome: 'ended', problem: undefined },
      ...{ frames: 10, bytes: 5_000_000_000 },
      checkpoints: [
        { name: 'policy', at: 1000, detail: { policies: 2 } },
        { name: 'host', at: 1100, detail: { host: 'desk-1' } },
        { name: 'tcp', at: 1050, detail: {} },
        { name: 'firstPixel', at: 1100, detail: {} },
      ],
      samples: [{ at: 1100, roundTripMs: 12, bytesPerSecond: 1e6, framesPerSecond: 30 }],
    });
    t.equal(await connections.get('nothing'), undefined);
  });

  await t.test('one that failed says why, and what to do', async (t) => {
    const { outcome, problem } = (await connections.get('b'))!;
    t.equal(outcome, 'failed');
    t.match(problem, { code: 'CREDENTIALS_REJECTED', message: /wrong/, advice: /Check/, cause: 'for CORP\\bob' });
  });

  await t.test('they are listed newest first, in pages, and only where somebody may look', async (t) => {
    const ids = async (query: object): Promise<string[]> =>
      (await connections.list({ limit: 10, ...query })).items.map(({ activityId }) => activityId);
    t.strictSame(await ids({}), ['c', 'b', 'a']);
    t.strictSame(await ids({ user: 'bob' }), ['b']);
    t.strictSame(await ids({ host: 'desk-1' }), ['a']);
    t.strictSame(await ids({ outcome: 'opening' }), ['c']);
    t.strictSame(await ids({ code: 'CREDENTIALS_REJECTED' }), ['b']);
    t.strictSame(await ids({ from: 1200, to: 1300 }), ['b']);
    t.strictSame(await ids({ reach: { hostPools: ['lab'], applicationGroups: [] } }), ['c', 'b']);
    t.strictSame(await ids({ reach: { hostPools: [], applicationGroups: ['apps'] } }), ['c']);
    t.strictSame(await ids({ reach: { hostPools: [], applicationGroups: [] } }), []);
    const first = await connections.list({ limit: 2 });
    t.strictSame(await ids({ after: first.next }), ['a']);
    t.strictSame(await ids({ after: "0.'; drop table connection; --" }), []);
  });

  await t.test('what a gateway left open when it stopped is over; what is old is forgotten', async (t) => {
    await trail.closeLeftOpen('another');
    t.match(await connections.get('c'), { outcome: 'opening' });
    await trail.closeLeftOpen('one');
    t.match(await connections.get('c'), { outcome: 'failed', problem: { cause: 'the gateway stopped' } });
    t.equal(await trail.forget(1300), 2);
    t.equal(await connections.get('a'), undefined);
    t.match(await store.db.selectFrom('connection_checkpoint').selectAll().execute(), [], 'with its steps');
  });

  await t.test('a long connection keeps its newest samples', async (t) => {
    trail.begin(start('long'));
    for (now = 2000; now < 2600; now++) trail.sample('long', { roundTripMs: 1, bytesPerSecond: 1, framesPerSecond: 1 });
    trail.end('long', { frames: 0, bytes: 0 });
    await trail.flush();
    const { samples } = (await connections.get('long'))!;
    t.equal(samples.length, 500);
    t.equal(samples.at(-1)?.at, 2599);
  });
});
