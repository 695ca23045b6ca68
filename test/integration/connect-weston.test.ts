import t from 'tap';
import { startWeston, westonMissing } from '../hosts/weston.js';
import { connectTo, hostFor, needs, ONLY, PROTOCOL } from './connect.js';

// One host per connection: weston 10 may crash when a client leaves without a word right after activation.

t.test('weston with TLS', needs(westonMissing()), async (t) => {
  const host = await hostFor(t, () => startWeston());
  const { connected } = await connectTo(t, host);
  t.equal(connected.protocol, PROTOCOL.tls);
  t.ok(connected.activation.host.surfaceCommands);
});

t.test('weston with legacy security', needs(westonMissing()), async (t) => {
  const host = await hostFor(t, () => startWeston());
  const { connected } = await connectTo(t, host, { security: ONLY.rdp });
  t.equal(connected.protocol, PROTOCOL.rdp);
  t.equal(connected.cipher, undefined, 'without encryption');
});
