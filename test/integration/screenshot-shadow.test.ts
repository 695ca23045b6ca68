import t from 'tap';
import { shadowMissing, startShadow } from '../hosts/shadow.js';
import { xfreerdpMissing } from '../hosts/xfreerdp.js';
import { compare, SIZE } from './compare.js';
import { hostFor, needs } from './connect.js';

t.setTimeout(240_000);

for (const version of [2, 3] as const) {
  t.test(`picture of freerdp-shadow ${version}`, needs(shadowMissing(version) ?? xfreerdpMissing()), async (t) => {
    const host = await hostFor(t, () => startShadow({ version, security: 'nla', size: SIZE }));
    for (const codec of ['rle16', 'planar', 'nscodec', 'remotefx'] as const) await compare(t, host, 'nla', codec);
  });
}

t.test(
  'picture of freerdp-shadow 3 through the graphics pipeline',
  needs(shadowMissing(3) ?? xfreerdpMissing()),
  async (t) => {
    const host = await hostFor(t, () => startShadow({ version: 3, security: 'nla', size: SIZE }));
    for (const codec of ['progressive', 'rfx', 'remotefx,progressive'] as const) await compare(t, host, 'nla', codec);
    const planar = await hostFor(t, () => {
      return startShadow({ version: 3, security: 'nla', size: SIZE, extra: ['-gfx-progressive'] });
    });
    await compare(t, planar, 'nla', 'progressive', { arrives: 'PLANAR', lossy: false });
    await compare(t, planar, 'nla', 'planar,clear');
  },
);
