import t from 'tap';
import { hasCode } from '../../src/errors.js';
import { startDemoHost } from '../../src/host/demo/demo-host.js';
import { connectRdp } from '../../src/session/connect-rdp.js';
import { HOSTILE_BEHAVIOURS } from '../support/hostile-behaviours.js';
import { type Behaviour, type HostileHost, startHostileHost } from '../support/hostile-host.js';

/** A silent host is given up soon; others have time, however busy this machine is. */
const SILENCE_MS = 600;
const HANDSHAKE_MS = 20_000;

/** What a client of ours says of the host, whether it got as far as a session or not. */
async function verdict({ port, fingerprint }: HostileHost, { codes, settings }: Behaviour): Promise<unknown> {
  const handshakeMs = codes.includes('HOST_TIMEOUT') ? SILENCE_MS : HANDSHAKE_MS;
  try {
    const session = await connectRdp({
      ...{ host: '127.0.0.1', port, username: 'alice', password: 'secret' },
      security: { tls: true, nla: settings?.security?.nla !== undefined, rdp: false },
      trust: { mode: 'pin', sha256: [fingerprint] },
      timeouts: { dialMs: HANDSHAKE_MS, handshakeMs },
      ...{ width: 640, height: 480 },
    });
    return await session.closed;
  } catch (error) {
    return error;
  }
}

async function run(behaviour: Behaviour): Promise<string> {
  const host = await startHostileHost(behaviour);
  try {
    const error = await verdict(host, behaviour);
    return hasCode(error) ? error.code : `no code: ${(error as Error).stack}`;
  } finally {
    await host.close();
  }
}

t.test('a session with a good host does not notice the bad ones', { timeout: 110_000 }, async (t) => {
  const demo = await startDemoHost();
  t.teardown(() => demo.close());
  const session = await connectRdp({
    ...{ host: '127.0.0.1', port: demo.port },
    trust: { mode: 'pin', sha256: [demo.fingerprint] },
  });
  t.teardown(() => session.close());
  for (const behaviour of HOSTILE_BEHAVIOURS) {
    const code = await run(behaviour);
    t.ok((behaviour.codes as readonly string[]).includes(code), `${behaviour.name}: ${code}`);
  }
  session.typeText('still here');
  const { frames } = demo.received!;
  await session.snapshot();
  await new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`host received ${demo.received?.text}`)), 5000);
    const look = setInterval(() => {
      if (demo.received?.text !== 'still here' || demo.received.frames <= frames) return;
      clearTimeout(deadline);
      clearInterval(look);
      resolve();
    }, 20);
  });
  t.equal(session.status.state, 'active');
});
