// The alpha codec, [MS-RDPEGFX] 2.2.4.3.
#pragma once

#include "../surface.h"

namespace sluice {

/**
 * Checks ALPHACODEC_BITMAP_STREAM and draws nothing. A desktop is opaque: surfaces shown on it are copied, never
 * blended ([MS-RDPEGFX] 3.3.5.5 to 3.3.5.7 copy as well), so nobody could ever see what the channel holds, and the
 * fourth byte of a pixel tells whether it is known.
 */
Status checkAlpha(const Destination& destination, Bytes data);

}  // namespace sluice
