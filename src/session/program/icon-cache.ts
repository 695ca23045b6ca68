import { ICON_CACHES } from '../../rdp/connect/client-capabilities.js';
import type { CachedIcon, IconInfo } from '../../rdp/windows/icon.js';
import { KeptIcon } from './kept-icon.js';

/** CacheId of an icon that is not to be kept, [MS-RDPERP] 2.2.1.2.3. */
const NOT_KEPT = 0xff;

/** Icons that the host has had us keep, and names by number. */
export class IconCache {
  readonly #icons = new Map<number, KeptIcon>();

  /** The icon, in the cache where it says so. Places that were not announced keep nothing. */
  add(icon: IconInfo): KeptIcon | undefined {
    const kept = KeptIcon.of(icon);
    const { caches, entries } = ICON_CACHES;
    if (kept && icon.cacheId !== NOT_KEPT && icon.cacheId < caches && icon.cacheEntry < entries) {
      this.#icons.set(keyOf(icon), kept);
    }
    return kept;
  }

  get(place: CachedIcon): KeptIcon | undefined {
    return this.#icons.get(keyOf(place));
  }
}

const keyOf = ({ cacheId, cacheEntry }: CachedIcon): number => cacheId * ICON_CACHES.entries + cacheEntry;
