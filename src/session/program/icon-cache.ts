import { ICON_CACHES } from '../../rdp/connect/client-capabilities.js';
import type { CachedIcon, IconInfo } from '../../rdp/windows/icon.js';
import { type IconPixels, iconPixels } from './icon-pixels.js';

/** CacheId of an icon that is not to be kept, [MS-RDPERP] 2.2.1.2.3. */
const NOT_KEPT = 0xff;

/** Icons that the host has had us keep, and names by number. */
export class IconCache {
  readonly #icons = new Map<number, IconPixels>();

  /** The icon's pixels, kept where it says so. Places that were not announced keep nothing. */
  add(icon: IconInfo): IconPixels | undefined {
    const pixels = iconPixels(icon);
    const { caches, entries } = ICON_CACHES;
    if (pixels && icon.cacheId !== NOT_KEPT && icon.cacheId < caches && icon.cacheEntry < entries) {
      this.#icons.set(keyOf(icon), pixels);
    }
    return pixels;
  }

  get(place: CachedIcon): IconPixels | undefined {
    return this.#icons.get(keyOf(place));
  }
}

const keyOf = ({ cacheId, cacheEntry }: CachedIcon): number => cacheId * ICON_CACHES.entries + cacheEntry;
