import t from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { grdMissing, startGrd } from '../hosts/grd.js';
import { until } from '../hosts/processes.js';
import { connectTo, hostFor, needs, ONLY, optionsFor, PROTOCOL } from './connect.js';

/**
 * The host shares one session at a time, and closes every connection that arrives before it has cleared the last one
 * away. So these tests ask again until it answers as itself.
 */
async function rejection(options: Parameters<typeof connectHost>[0], code: string): Promise<void> {
  let seen: unknown;
  await until(code, async () => {
    const error = await connectHost(options).then(
      (connection) => connection.stream.destroy() && new Error('connected'),
      (reason: Error) => reason,
    );
    seen = 'code' in error ? error.code : error.message;
    return seen === code;
  }).catch((error) => {
    throw new Error(`${error.message}; last: ${seen}`);
  });
}

t.test('gnome-remote-desktop', needs(grdMissing()), async (t) => {
  const host = await hostFor(t, () => startGrd());

  t.test('signs in', async (t) => {
    const { connected } = await connectTo(t, host);
    t.ok(connected.protocol === PROTOCOL.nla || connected.protocol === PROTOCOL.nlaEx);
  });

  t.test('rejects a wrong password', async (t) => {
    const credentials = { username: host.username, domain: '', password: 'wrong' };
    await t.resolves(rejection(optionsFor(host, { credentials }), 'CREDENTIALS_REJECTED'));
  });

  t.test('insists on NLA', async (t) => {
    await t.resolves(rejection(optionsFor(host, { security: ONLY.tls }), 'SECURITY_NEGOTIATION'));
  });
});
