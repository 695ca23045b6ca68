import type { ClientSettings, GraphicsOffer } from '../../settings.js';
import { DRDYNVC } from '../drdynvc/dynamic-channels.js';
import { type CapabilitySet, CapsFlag, CapsVersion } from './pdu/capabilities.js';

/** What of the pipeline a client with these settings offers: it needs 32 bits per pixel and dynamic channels. */
export function graphicsOffer({ graphics, codecs, channels }: ClientSettings): GraphicsOffer | undefined {
  return codecs.colorDepth === 32 && channels.some(({ name }) => name === DRDYNVC) ? graphics : undefined;
}

/**
 * The capability sets that promise what `offer` has and nothing else, [MS-RDPEGFX] 2.2.3. A version without a flag for
 * something that the client lacks is left out: a host takes the highest that both know.
 */
export function capabilitySets(offer: GraphicsOffer): CapabilitySet[] {
  return [version8(offer), version81(offer), ...versions10(offer)];
}

/** The thin client flag includes the small cache, and is not to stand beside it in version 8. */
function version8({ progressive, smallCache }: GraphicsOffer): CapabilitySet {
  const cache = smallCache ? CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE : 0;
  return {
    version: CapsVersion.RDPGFX_CAPVERSION_8,
    flags: progressive ? cache : CapsFlag.RDPGFX_CAPS_FLAG_THINCLIENT,
  };
}

function version81({ avc, progressive, smallCache }: GraphicsOffer): CapabilitySet {
  const flags =
    (progressive ? 0 : CapsFlag.RDPGFX_CAPS_FLAG_THINCLIENT) |
    (smallCache ? CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE : 0) |
    (avc === 'none' ? 0 : CapsFlag.RDPGFX_CAPS_FLAG_AVC420_ENABLED);
  return { version: CapsVersion.RDPGFX_CAPVERSION_81, flags };
}

/** All of them take progressive for granted, and H.264 in YUV444 unless all of H.264 is disabled. */
function versions10({ avc, progressive, smallCache }: GraphicsOffer): CapabilitySet[] {
  if (!progressive || avc === 'avc420') return [];
  const disabled = avc === 'none' ? CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED : 0;
  const flags = disabled | (smallCache ? CapsFlag.RDPGFX_CAPS_FLAG_SMALL_CACHE : 0);
  const sets: CapabilitySet[] = [];
  for (const version of VERSIONS_10) {
    // 10.1 has no flags, 10.3 none for the cache.
    if (version === CapsVersion.RDPGFX_CAPVERSION_101 && flags !== 0) continue;
    if (version === CapsVersion.RDPGFX_CAPVERSION_103 && smallCache) continue;
    sets.push({ version, flags });
  }
  return sets;
}

const VERSIONS_10 = [
  CapsVersion.RDPGFX_CAPVERSION_10,
  CapsVersion.RDPGFX_CAPVERSION_101,
  CapsVersion.RDPGFX_CAPVERSION_102,
  CapsVersion.RDPGFX_CAPVERSION_103,
  CapsVersion.RDPGFX_CAPVERSION_104,
  CapsVersion.RDPGFX_CAPVERSION_105,
  CapsVersion.RDPGFX_CAPVERSION_106,
  CapsVersion.RDPGFX_CAPVERSION_106_ERR,
  CapsVersion.RDPGFX_CAPVERSION_107,
] as const;

/** Which H.264 a host may send once it has confirmed `set`, one of those above. */
export function agreedAvc({ version, flags }: CapabilitySet): GraphicsOffer['avc'] {
  if (CapsVersion.RDPGFX_CAPVERSION_10 <= version)
    return flags & CapsFlag.RDPGFX_CAPS_FLAG_AVC_DISABLED ? 'none' : 'avc444';
  return flags & CapsFlag.RDPGFX_CAPS_FLAG_AVC420_ENABLED ? 'avc420' : 'none';
}
