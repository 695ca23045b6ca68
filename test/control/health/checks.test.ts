/** Checks of a real host, and of what stands where one should be. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import t, { type Test } from 'tap';
import { startDemoHost } from '../../../src/host/demo/demo-host.js';
import { HOST_DEFAULTS } from '../../../src/transport/defaults.js';
import { probeHost } from '../../../src/transport/probe-host.js';
import { eachStore } from '../../support/stores.js';
import { ask, openOffice } from '../broker/office.js';

const timeouts = { dialMs: 20_000, handshakeMs: 20_000 };
const { security } = HOST_DEFAULTS;
const at = (port: number) => ({ host: '127.0.0.1', port });

async function listen(t: Test, answer: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end(answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

t.test('a host is asked as far as a connection goes without anybody', async (t) => {
  const host = await startDemoHost();
  t.teardown(() => host.close());
  const target = at(host.port);
  const trusted = { mode: 'pin', sha256: [host.fingerprint] } as const;
  t.ok(0 < (await probeHost({ target, security, trust: trusted, timeouts })));
  const stranger = { mode: 'pin', sha256: ['0'.repeat(64)] } as const;
  await t.rejects(probeHost({ target, security, trust: stranger, timeouts }), { code: 'CERTIFICATE_UNTRUSTED' });
  const legacy = { tls: false, nla: false, rdp: true };
  await t.rejects(probeHost({ target, security: legacy, trust: trusted, timeouts }), { code: 'SECURITY_NEGOTIATION' });
  t.equal(host.received, undefined, 'nobody has connected');
});

t.test('something else listens there, or nothing', async (t) => {
  const trust = { mode: 'ignore' } as const;
  const web = at(await listen(t, 'HTTP/1.1 400 Bad Request\r\n\r\n'));
  await t.rejects(probeHost({ target: web, security, trust, timeouts }), { code: 'PDU_INVALID' });
  const silent = at(await listen(t, ''));
  await t.rejects(probeHost({ target: silent, security, trust, timeouts }), { code: 'HOST_CLOSED' });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await t.rejects(probeHost({ target: at(port), security, trust, timeouts }), { code: 'HOST_UNREACHABLE' });
  const stop = AbortSignal.abort();
  await t.rejects(probeHost({ target: web, security, trust, timeouts }, { signal: stop }), { code: 'ABORTED' });
});

t.test('each host is checked as often as its pool says, by one gateway', async (t) =>
  eachStore(t, async (t, open) => {
    const office = await openOffice(t, open, { pool: { health: { intervalMs: 60_000 } } });
    const { clock, first, gateway, dead } = office;
    const { rounds, hosts } = first.brokering;
    const second = await gateway();
    const checkedAt = async (): Promise<(number | undefined)[]> =>
      (await hosts.list({ limit: 10, reach: 'everywhere' })).hosts.map((host) => host.checkedAt);
    const before = clock.now;
    t.same(await checkedAt(), [before, before]);
    clock.now += 40_000;
    await rounds.round();
    await rounds.settled();
    t.same(await checkedAt(), [before, before], 'not yet');
    clock.now += 20_000;
    dead.add('h1.example');
    await second.brokering.rounds.round();
    await second.brokering.rounds.settled();
    t.same(await checkedAt(), [before, before], 'by the one that holds the lease');
    await rounds.round();
    await rounds.settled();
    t.same(await checkedAt(), [clock.now, clock.now]);
    const { hosts: all } = await hosts.list({ limit: 10, reach: 'everywhere' });
    t.match(all, [
      { name: 'h1', health: 'unavailable', problem: 'HOST_UNREACHABLE', lastHeartbeatAt: before },
      { name: 'h2', health: 'available', lastHeartbeatAt: clock.now, power: 'running' },
    ]);
    clock.now += 40_000;
    await second.brokering.rounds.round();
    await second.brokering.rounds.settled();
    clock.now += 60_000;
    await second.brokering.rounds.round();
    await second.brokering.rounds.settled();
    t.same(await checkedAt(), [clock.now, clock.now], 'the other takes over when that one is gone');
  }),
);

t.test('what a gateway had that is gone is with the hosts', async (t) =>
  eachStore(t, async (t, open) => {
    const { clock, first } = await openOffice(t, open);
    const { brokering, store } = first;
    const connection = await ask(first, 'ann');
    await store.db
      .updateTable('user_session')
      .set({ state: 'active', open: 1, expires_at: null, gateway: 'gone' })
      .execute();
    await store.db.updateTable('connection').set({ gateway: 'gone' }).execute();
    await brokering.rounds.round();
    const { items } = await brokering.userSessions.list({ limit: 10 });
    t.match(items, [{ state: 'disconnected', host: connection.host }]);
    clock.now += 61 * 60_000;
    await brokering.rounds.round();
    t.same((await brokering.userSessions.list({ limit: 10 })).items, [], 'and hosts do not keep it for ever');
  }),
);
