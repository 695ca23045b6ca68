// ClearCodec, [MS-RDPEGFX] 2.2.4.1 and 3.3.8.1.
#pragma once

#include "../bitmap/bitmap.h"
#include "storage.h"

namespace sluice {

/**
 * What a decoder keeps from message to message. It belongs to the connection: surfaces share it, and ResetGraphics
 * changes nothing but the sequence.
 */
struct ClearState {
  VBarStorage vBars;
  GlyphStorage glyphs;
  uint8_t sequence = 0;
  /** False before the first message and after ResetGraphics, from where hosts count anew or go on. */
  bool inSequence = false;
};

/** Draws a CLEARCODEC_BITMAP_STREAM. The bitmap has to lie inside the surface. */
Status decodeClear(const Canvas& canvas, const Destination& destination, Bytes data, ClearState* state);

}  // namespace sluice
