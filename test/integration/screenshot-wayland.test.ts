import t from 'tap';
import { grdMissing, startGrd } from '../hosts/grd.js';
import { startWeston, westonMissing } from '../hosts/weston.js';
import { xfreerdpMissing } from '../hosts/xfreerdp.js';
import { compare, SIZE } from './compare.js';
import { hostFor, needs } from './connect.js';

t.setTimeout(240_000);

t.test('picture of weston', needs(westonMissing() ?? xfreerdpMissing()), async (t) => {
  const host = await hostFor(t, () => startWeston({ size: SIZE }));
  await compare(t, host, 'tls', 'planar', { arrives: 'raw surface' });
  for (const codec of ['nscodec', 'remotefx'] as const) await compare(t, host, 'tls', codec);
});

t.test('picture of gnome-remote-desktop', needs(grdMissing() ?? xfreerdpMissing()), async (t) => {
  const host = await hostFor(t, () => startGrd({ size: SIZE }));
  for (const codec of ['planar', 'remotefx', 'progressive'] as const) await compare(t, host, 'nla', codec);
});
