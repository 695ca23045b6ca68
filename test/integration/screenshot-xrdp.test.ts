import t from 'tap';
import { xfreerdpMissing } from '../hosts/xfreerdp.js';
import { startXrdp, xrdpMissing } from '../hosts/xrdp.js';
import { compare } from './compare.js';
import { hostFor, needs } from './connect.js';

t.setTimeout(240_000);

t.test('picture of xrdp', needs(xrdpMissing() ?? xfreerdpMissing()), async (t) => {
  const host = await hostFor(t, () => startXrdp());
  for (const codec of ['rle15', 'rle16', 'rle24', 'planar'] as const) await compare(t, host, 'tls', codec);
});

t.test('picture of xrdp with Xorg', needs(xrdpMissing() ?? xfreerdpMissing()), async (t) => {
  const host = await hostFor(t, () => startXrdp({ session: 'Xorg' }));
  await compare(t, host, 'tls', 'remotefx');
});
