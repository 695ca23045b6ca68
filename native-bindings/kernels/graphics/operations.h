// Commands that fill and copy, [MS-RDPEGFX] 2.2.2.4 to 2.2.2.7, as decode records carry them.
#pragma once

#include "bitmap-cache.h"
#include "compose.h"

namespace sluice {

/** u32 colour, then rectangles. They are clipped, because hosts fill to the edge of a cell. */
Status solidFill(const Output& target, Bytes data);

/** Rectangles whose pixels become void. */
Status makeVoid(const Output& target, Bytes data);

/**
 * A rectangle of `source`, then points of `target` to copy it to, one after the other; overlap does no harm. The
 * rectangle has to lie inside the source and each point inside the target; what sticks out beyond is cut off.
 */
Status copyRect(const Output& target, const Surface& source, Bytes data);

/** u16 slot, u64 key, a rectangle of `source`. */
Status storeRect(BitmapCache* cache, const Surface& source, Bytes data);

/** u16 slot, then points of `target`. */
Status loadRect(const Output& target, const BitmapCache& cache, Bytes data);

/** u16 slot. */
Status evictSlot(BitmapCache* cache, Bytes data);

}  // namespace sluice
