// Pixel formats of [MS-RDPBCGR] to BGRX, one row at a time.
#pragma once

#include "../base.h"

namespace sluice {

enum class PixelFormat : uint8_t { indexed8, rgb555, rgb565, bgr24, bgrx32 };

/** Format for a `bitsPerPixel` field, or false. */
bool pixelFormat(uint32_t bitsPerPixel, PixelFormat* format);
size_t bytesPerPixel(PixelFormat format);

/** Expands `count` pixels. `from` need not be aligned; neither side is touched beyond its last pixel. */
using ExpandRow = void (*)(const uint8_t* from, uint8_t* to, size_t count, const uint8_t* palette);

/** The fastest routine for a format on this processor. */
ExpandRow expandRow(PixelFormat format);

}  // namespace sluice
