import { once } from 'node:events';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { connectHost } from '../../src/transport/connect-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import { FrameStream } from '../../src/transport/frame-stream.js';
import type { HostConnection, HostOptions } from '../../src/transport/types.js';
import { startRedirectingHost } from './redirecting-host.js';

const PASSWORD = 'not to be kept';

const optionsFor = (port: number, more: Partial<HostOptions> = {}): HostOptions => ({
  ...HOST_DEFAULTS,
  target: { host: '127.0.0.1', port },
  credentials: { username: 'ada', domain: '', password: PASSWORD },
  ...more,
});

async function connectTo(t: Test, options: HostOptions): Promise<HostConnection> {
  const connection = await connectHost(options);
  connection.stream.on('error', () => {});
  t.teardown(() => connection.stream.destroy());
  return connection;
}

t.test('a connection in its active stage', async (t) => {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const trust = { mode: 'pin', sha256: [demo.fingerprint] } as const;
  const checkpoints: string[] = [];
  const received: Uint8Array[] = [];
  const sent: Uint8Array[] = [];
  const tap = {
    received: (unit: Uint8Array) => received.push(unit.slice()),
    sent: (unit: Uint8Array) => sent.push(unit.slice()),
  };
  const onCheckpoint = (name: string): number => checkpoints.push(name);
  const connection = await connectTo(t, optionsFor(demo.port, { trust, tap, onCheckpoint, width: 800, height: 600 }));

  t.same(checkpoints, ['dialed', 'negotiated', 'tls', 'channels', 'licensed', 'activated']);
  t.same([connection.connected.activation.width, connection.connected.activation.height], [800, 600]);
  t.equal(connection.fingerprint, demo.fingerprint);
  t.ok(received.length > 3 && sent.length > 0, 'the tap has seen the handshake');
  const seen = Buffer.concat([...received, ...sent]);
  t.notOk(seen.includes(Buffer.from(PASSWORD, 'utf16le')), 'but not the password');
  t.notMatch(JSON.stringify([connection.connected, connection.settings]), new RegExp(PASSWORD));

  const before = received.length;
  const frames = connection.stream.pipe(new FrameStream({ leftover: connection.leftover, tap }));
  const [units] = (await once(frames, 'data')) as [Uint8Array[]];
  t.ok(units.length > 0, 'the host draws');
  const tapped = received.slice(before, before + units.length);
  t.ok(Buffer.concat(tapped).equals(Buffer.concat(units)), 'and the tap sees it');
});

t.test('a host of its own making is refused before anything is sent', async (t) => {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const checkpoints: string[] = [];
  const onCheckpoint = (name: string): number => checkpoints.push(name);
  await t.rejects(connectHost(optionsFor(demo.port, { onCheckpoint })), {
    code: 'CERTIFICATE_UNTRUSTED',
    context: { sha256: demo.fingerprint },
  });
  t.same(checkpoints, ['dialed', 'negotiated']);
  t.equal(demo.sessions, 0);
});

t.test('the stream may come from anywhere', async (t) => {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const asked: unknown[] = [];
  const dial: HostOptions['dial'] = async (target) => {
    asked.push(target);
    const socket = connect(demo.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const target = { host: 'desk7.private.example', port: 3390 };
  await connectTo(t, optionsFor(0, { target, dial, trust: { mode: 'ignore' } }));
  t.same(asked, [target]);
});

t.test('redirection', async (t) => {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const broker = await startRedirectingHost(t, { sessionId: 7, flags: 1, targetAddress: 'desk7.private.example' });
  const asked: string[] = [];
  const dial: HostOptions['dial'] = async ({ host }) => {
    asked.push(host);
    const socket = connect(host === 'broker.example' ? broker.port : demo.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const security = { tls: true, nla: false, rdp: true };
  const target = { host: 'broker.example', port: 3389 };
  const { settings } = await connectTo(t, optionsFor(0, { target, dial, security, trust: { mode: 'ignore' } }));
  t.same(asked, ['broker.example', 'desk7.private.example']);
  t.equal(settings.redirectedSessionId, 7);
  t.equal(settings.host, 'desk7.private.example');
});

t.test('a host that redirects for ever is left', async (t) => {
  const broker = await startRedirectingHost(t, { sessionId: 7, flags: 1, targetAddress: '127.0.0.1' });
  const security = { tls: false, nla: false, rdp: true };
  await t.rejects(connectHost(optionsFor(broker.port, { security })), { code: 'HOST_REDIRECTED' });
  t.equal(broker.visits(), 6, 'after five redirections');
});
