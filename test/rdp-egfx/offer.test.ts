import t from 'tap';
import { agreedAvc, capabilitySets, graphicsOffer } from '../../src/rdp/channels/egfx/offer.js';
import { CapsFlag, CapsVersion } from '../../src/rdp/channels/egfx/pdu/capabilities.js';
import { clientData } from '../../src/rdp/connect/client-data.js';
import { EarlyCapability } from '../../src/rdp/gcc/client-core.js';
import type { ClientSettings, GraphicsOffer } from '../../src/rdp/settings.js';
import { DYNAMIC, settings } from '../rdp-active/host-frames.js';

const { RDPGFX_CAPVERSION_101: V101, RDPGFX_CAPVERSION_103: V103, ...OTHERS } = CapsVersion;
const {
  RDPGFX_CAPS_FLAG_THINCLIENT: THIN,
  RDPGFX_CAPS_FLAG_SMALL_CACHE: SMALL,
  RDPGFX_CAPS_FLAG_AVC420_ENABLED: AVC420,
  RDPGFX_CAPS_FLAG_AVC_DISABLED: NO_AVC,
} = CapsFlag;
const EVERY_10 = Object.values(CapsVersion).filter((version) => CapsVersion.RDPGFX_CAPVERSION_10 <= version);

/** Each kind of client, the flags it may show in 8 and 8.1, and what versions from 10 on it may show at all. */
const TABLE: readonly [name: string, offer: GraphicsOffer, v8: number, v81: number, v10: number[], flags: number][] = [
  ['everything', { avc: 'avc444', progressive: true, smallCache: false }, 0, AVC420, EVERY_10, 0],
  [
    'a small cache, which 10.1 and 10.3 cannot say',
    { avc: 'avc444', progressive: true, smallCache: true },
    SMALL,
    SMALL | AVC420,
    EVERY_10.filter((version) => version !== V101 && version !== V103),
    SMALL,
  ],
  ['YUV420p only', { avc: 'avc420', progressive: true, smallCache: false }, 0, AVC420, [], 0],
  [
    'no H.264, which 10.1 cannot say',
    { avc: 'none', progressive: true, smallCache: false },
    0,
    0,
    EVERY_10.filter((version) => version !== V101),
    NO_AVC,
  ],
  ['no progressive', { avc: 'avc444', progressive: false, smallCache: false }, THIN, THIN | AVC420, [], 0],
  ['the least', { avc: 'none', progressive: false, smallCache: true }, THIN, THIN | SMALL, [], 0],
];

for (const [name, offer, v8, v81, v10, flags] of TABLE) {
  t.test(`capabilities are honest: ${name}`, async (t) => {
    const sets = capabilitySets(offer);
    t.same(sets.slice(0, 2), [
      { version: OTHERS.RDPGFX_CAPVERSION_8, flags: v8 },
      { version: OTHERS.RDPGFX_CAPVERSION_81, flags: v81 },
    ]);
    t.same(
      sets.slice(2),
      v10.map((version) => ({ version, flags })),
    );
    for (const set of sets) {
      const allowed = { none: ['none'], avc420: ['none', 'avc420'], avc444: ['none', 'avc420', 'avc444'] }[offer.avc];
      t.ok(allowed.includes(agreedAvc(set)), `version ${set.version.toString(16)} promises no other H.264`);
    }
  });
}

t.test('the flag of the connection sequence, and when there is something to offer', async (t) => {
  const graphics: GraphicsOffer = { avc: 'none', progressive: true, smallCache: true };
  const base: ClientSettings = { ...settings(), channels: [DYNAMIC], graphics };
  const announces = (changed: ClientSettings) =>
    (clientData(changed, { protocol: 1, extendedClientData: true }).core.earlyCapabilityFlags &
      EarlyCapability.RNS_UD_CS_SUPPORT_DYNVC_GFX_PROTOCOL) !==
    0;
  for (const [name, changes, offered] of [
    ['asked for', {}, true],
    ['not asked for', { graphics: undefined }, false],
    ['without dynamic channels', { channels: [] }, false],
    ['with 16 bits per pixel', { codecs: { ...base.codecs, colorDepth: 16 } }, false],
  ] as const) {
    const changed = { ...base, ...changes };
    t.equal(announces(changed), offered, name);
    t.equal(graphicsOffer(changed) !== undefined, offered, name);
  }
});
