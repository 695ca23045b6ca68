import { once } from 'node:events';
import { createServer } from 'node:net';
import { Duplex } from 'node:stream';
import t from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { HOST_DEFAULTS } from '../../src/transport/defaults.js';
import type { HostOptions, HostTarget } from '../../src/transport/types.js';

const options = (target: HostTarget, more: Partial<HostOptions> = {}): HostOptions => ({
  ...HOST_DEFAULTS,
  target,
  credentials: { username: '', domain: '', password: '' },
  ...more,
});

t.test('a name that does not exist', async (t) => {
  await t.rejects(connectHost(options({ host: 'no-such-host.invalid', port: 3389 })), { code: 'HOST_NOT_FOUND' });
});

t.test('a port where nobody listens', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  const context = { host: '127.0.0.1', port, phase: 'dial' };
  await t.rejects(connectHost(options({ host: '127.0.0.1', port })), { code: 'HOST_UNREACHABLE', context });
});

t.test('a dial that does not come back', async (t) => {
  let abandoned = false;
  const dial: HostOptions['dial'] = (_target, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        abandoned = true;
        reject(signal.reason);
      });
    });
  const timeouts = { dialMs: 20, handshakeMs: 1000 };
  const connecting = connectHost(options({ host: 'host', port: 3389 }, { dial, timeouts }));
  await t.rejects(connecting, { code: 'HOST_TIMEOUT', context: { phase: 'dial' } });
  t.ok(abandoned);
});

t.test('a host that accepts and says nothing', async (t) => {
  const raw = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const timeouts = { dialMs: 1000, handshakeMs: 20 };
  const connecting = connectHost(options({ host: 'host', port: 3389 }, { dial: async () => raw, timeouts }));
  await t.rejects(connecting, { code: 'HOST_TIMEOUT', context: { phase: 'negotiation' } });
  t.ok(raw.destroyed, 'the stream is released');
});

t.test('a caller that gives up', async (t) => {
  const raw = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const abort = new AbortController();
  const connecting = connectHost(options({ host: 'host', port: 3389 }, { dial: async () => raw }), abort);
  setImmediate(() => abort.abort());
  await t.rejects(connecting, { code: 'ABORTED' });
  t.ok(raw.destroyed, 'the stream is released');
  await t.rejects(connectHost(options({ host: 'host', port: 3389 }), { signal: AbortSignal.abort() }), {
    code: 'ABORTED',
  });
});
