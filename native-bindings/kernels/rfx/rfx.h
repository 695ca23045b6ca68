// RemoteFX, [MS-RDPRFX].
#pragma once

#include "../bitmap/bitmap.h"

namespace sluice {

/**
 * Draws a whole encode message ([MS-RDPRFX] 2.2.2) at the destination's left, top. Tiles are clipped to the rectangles
 * of their region and to the surface.
 */
Status decodeRemoteFx(const Canvas& canvas, const Destination& destination, Bytes data);

}  // namespace sluice
