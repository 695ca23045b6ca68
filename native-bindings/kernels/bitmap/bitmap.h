// Bitmap codecs. Each decodes one payload and draws its visible part.
#pragma once

#include "../scratch.h"
#include "../surface.h"

namespace sluice {

/** What a kernel draws on and works with. */
struct Canvas {
  Surface surface;
  DirtyCells dirty;
  /** 256 BGRX entries. */
  const uint8_t* palette;
  Scratch* scratch;
};

/** Pixels as they are, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.2; rows padded to four bytes where the length says so. */
Status decodeRaw(const Canvas& canvas, const Destination& destination, uint32_t bitsPerPixel, Bytes data);

/** Interleaved RLE at 8, 15, 16 or 24 bits per pixel, [MS-RDPBCGR] 3.1.9. */
Status decodeInterleaved(const Canvas& canvas, const Destination& destination, uint32_t bitsPerPixel, Bytes data);

/** RDP 6.0 bitmap compression, [MS-RDPEGDI] 3.1.9. */
Status decodePlanar(const Canvas& canvas, const Destination& destination, Bytes data);

/** NSCodec, [MS-RDPNSC]. */
Status decodeNsCodec(const Canvas& canvas, const Destination& destination, Bytes data);

}  // namespace sluice
