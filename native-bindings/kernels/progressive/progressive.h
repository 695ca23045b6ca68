// RemoteFX Progressive messages, [MS-RDPEGFX] 2.2.4.2.
#pragma once

#include "../bitmap/bitmap.h"
#include "contexts.h"

namespace sluice {

/**
 * Draws the blocks of one RFX_PROGRESSIVE_BITMAP_STREAM on the canvas of a surface. Tiles are clipped to the rectangles
 * of all regions of the message; one that lies outside the context, which is as large as the surface, is invalid.
 */
Status decodeProgressive(const Canvas& canvas, ProgressiveContext* context, Bytes data);

}  // namespace sluice
