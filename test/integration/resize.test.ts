/** The desktop of a real host follows the size that a viewer asks for. */
import { once } from 'node:events';
import t from 'tap';
import { connectRdp } from '../../src/session/connect-rdp.js';
import { startXrdp, xrdpMissing } from '../hosts/xrdp.js';
import { hostFor, needs, ONLY } from './connect.js';

t.setTimeout(120_000);

const SIZES = [
  { width: 1100, height: 700 },
  { width: 800, height: 600 },
] as const;

t.test('xrdp', needs(xrdpMissing()), async (t) => {
  const { port, username, password } = await hostFor(t, () => startXrdp());
  const session = await connectRdp({
    ...{ host: '127.0.0.1', port, username, password },
    ...{ width: 1024, height: 768, trust: { mode: 'ignore' }, security: ONLY.tls },
  });
  t.teardown(() => session.close());
  for (const size of SIZES) {
    const signal = AbortSignal.timeout(20_000);
    session.resize({ ...size, scaleFactor: 100 });
    let { width, height } = await session.snapshot();
    while (width !== size.width || height !== size.height) {
      await once(session, 'desktop', { signal });
      ({ width, height } = await session.snapshot());
    }
    t.same({ width, height }, size);
  }
});
