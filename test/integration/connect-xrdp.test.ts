import t from 'tap';
import { connectHost } from '../../src/transport/connect-host.js';
import { startXrdp, xrdpMissing } from '../hosts/xrdp.js';
import { connectTo, hostFor, needs, ONLY, optionsFor, PROTOCOL } from './connect.js';

t.test('xrdp with TLS', needs(xrdpMissing()), async (t) => {
  const host = await hostFor(t, () => startXrdp());
  const { connected } = await connectTo(t, host);
  t.equal(connected.protocol, PROTOCOL.tls);
  t.equal(connected.activation.colorDepth, 32);
});

for (const crypt of ['low', 'medium', 'high', 'fips'] as const) {
  t.test(`xrdp with legacy security, ${crypt}`, needs(xrdpMissing()), async (t) => {
    const host = await hostFor(t, () => startXrdp({ security: 'rdp', crypt }));
    await t.rejects(connectHost(optionsFor(host)), { code: 'SECURITY_WEAK' }, 'is refused unless asked for');
    const { connected } = await connectTo(t, host, { security: ONLY.rdp });
    t.equal(connected.protocol, PROTOCOL.rdp);
    t.equal(connected.cipher?.fips, crypt === 'fips');
  });
}
