import { type CapabilitySet, CapsFlag, CapsVersion } from '../../rdp/channels/egfx/pdu/capabilities.js';

/** What the set that was confirmed lets a host send. */
export interface AgreedGraphics {
  readonly set: CapabilitySet;
  readonly avc420: boolean;
  readonly avc444: boolean;
  /** The second packing of AVC444. */
  readonly avc444v2: boolean;
  /** RemoteFX Progressive; a thin client wants RemoteFX in its place. */
  readonly progressive: boolean;
  /** Surfaces may be shown larger or smaller than they are. */
  readonly scaledOutput: boolean;
  /** Bytes of the bitmap cache, [MS-RDPEGFX] 3.3.1.4. */
  readonly cacheBytes: number;
}

const LARGE_CACHE = 100 << 20;
const SMALL_CACHE = 16 << 20;
const KNOWN = new Set<number>(Object.values(CapsVersion));

/** Chooses the newest version that both know, [MS-RDPEGFX] 3.2.5.18; undefined when there is none. */
export function agreeOn(sets: readonly CapabilitySet[]): AgreedGraphics | undefined {
  const [set] = sets.filter(({ version }) => KNOWN.has(version)).toSorted((a, b) => b.version - a.version);
  if (!set) return undefined;
  const { version, flags } = set;
  const ten = CapsVersion.RDPGFX_CAPVERSION_10 <= version;
  const avc = ten && !(flags & CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED);
  const avc81 =
    version === CapsVersion.RDPGFX_CAPVERSION_81 && (flags & CapsFlag.RDPGFX_CAPS_FLAG_AVC420_ENABLED) !== 0;
  const thin = !ten && (flags & CapsFlag.RDPGFX_CAPS_FLAG_THINCLIENT) !== 0;
  const unscaled = flags & CapsFlag.RDPGFX_CAPS_FLAG_SCALEDMAP_DISABLE;
  return {
    set,
    avc420: avc || avc81,
    avc444: avc,
    avc444v2: avc && CapsVersion.RDPGFX_CAPVERSION_101 <= version,
    progressive: !thin,
    scaledOutput: CapsVersion.RDPGFX_CAPVERSION_107 <= version && !unscaled,
    cacheBytes: thin || flags & CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE ? SMALL_CACHE : LARGE_CACHE,
  };
}
