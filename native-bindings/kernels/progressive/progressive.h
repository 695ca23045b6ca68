// RemoteFX Progressive messages, [MS-RDPEGFX] 2.2.4.2.
#pragma once

#include "../bitmap/bitmap.h"
#include "contexts.h"

namespace sluice {

/** A codec context of the surface that is drawn on. INVARIANT: `contexts` are prepared for the surface. */
struct ProgressiveContext {
  ProgressiveContexts* contexts;
  uint32_t id;
};

/**
 * Draws the blocks of one RFX_PROGRESSIVE_BITMAP_STREAM on the canvas of a surface. Tiles are clipped to the rectangles
 * of all regions of the message. One that lies outside the surface, or builds on a tile that the context does not have,
 * is invalid.
 */
Status decodeProgressive(const Canvas& canvas, const ProgressiveContext& context, Bytes data);

}  // namespace sluice
