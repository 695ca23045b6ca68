// ClearCodec, [MS-RDPEGFX] 2.2.4.1 and 3.3.8.1.
#pragma once

#include "../bitmap/bitmap.h"
#include "storage.h"

namespace sluice {

/** What a decoder keeps from message to message. It belongs to the connection: all surfaces share it. */
struct ClearState {
  VBarStorage vBars;
  GlyphStorage glyphs;
  /** Number of the next message, once there was one. */
  uint8_t sequence = 0;
  bool begun = false;
};

/** Draws a CLEARCODEC_BITMAP_STREAM. The bitmap has to lie inside the surface. */
Status decodeClear(const Canvas& canvas, const Destination& destination, Bytes data, ClearState* state);

}  // namespace sluice
