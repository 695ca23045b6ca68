import { tooLarge } from '../../errors.js';
import type { PointerImage } from '../active/events.js';

/** Bytes of all cached pointers: room for every announced entry at 180 × 180. */
const CACHE_BYTES = 0x100_0000;

/**
 * Pointer shapes by the index that the host gave them ([MS-RDPBCGR] 3.2.1.11). Indices have met LIMITS.pointerCache. The
 * cache outlives reactivation, during which some hosts fill it already.
 */
export class PointerCache {
  readonly #images = new Map<number, PointerImage>();
  #bytes = 0;

  get(index: number): PointerImage | undefined {
    return this.#images.get(index);
  }

  set(index: number, image: PointerImage): void {
    const bytes = this.#bytes + image.rgba.length - (this.#images.get(index)?.rgba.length ?? 0);
    if (CACHE_BYTES < bytes) throw tooLarge('TS_POINTERATTRIBUTE', 'cacheIndex', index);
    this.#bytes = bytes;
    this.#images.set(index, image);
  }
}
