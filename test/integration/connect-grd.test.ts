import t from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { grdMissing, startGrd } from '../hosts/grd.js';
import { connectTo, hostFor, needs, ONLY, optionsFor, PROTOCOL } from './connect.js';

t.test('gnome-remote-desktop', needs(grdMissing()), async (t) => {
  const host = await hostFor(t, () => startGrd());

  t.test('signs in', async (t) => {
    const { connected } = await connectTo(t, host);
    t.ok(connected.protocol === PROTOCOL.nla || connected.protocol === PROTOCOL.nlaEx);
  });

  t.test('rejects a wrong password', async (t) => {
    const credentials = { username: host.username, domain: '', password: 'wrong' };
    await t.rejects(connectHost(optionsFor(host, { credentials })), { code: 'CREDENTIALS_REJECTED' });
  });

  t.test('insists on NLA', async (t) => {
    await t.rejects(connectHost(optionsFor(host, { security: ONLY.tls })), { code: 'SECURITY_NEGOTIATION' });
  });
});
