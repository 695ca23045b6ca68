import type { GraphicsOffer } from '../../rdp/settings.js';
import type { VideoAbility } from '../../wire/messages.js';

const AVC: readonly GraphicsOffer['avc'][] = ['none', 'avc420', 'avc444'];

/**
 * What a host may be offered for those who look: H.264 only when each of them decodes it, because nothing else does.
 * With nobody there yet, somebody who does not may come.
 */
export function offerTo(abilities: readonly VideoAbility[], limit: GraphicsOffer): GraphicsOffer {
  const least = abilities.length === 0 ? 0 : Math.min(...abilities);
  return { ...limit, avc: AVC[Math.min(least, AVC.indexOf(limit.avc))] };
}

/** Has the first less H.264 than the second? */
export const lessVideo = (a: GraphicsOffer, b: GraphicsOffer): boolean => AVC.indexOf(a.avc) < AVC.indexOf(b.avc);
