// Joining 8-bit planes to BGRX, shared by planar and NSCodec.
#pragma once

#include "../surface.h"

namespace sluice {

/** Bytes that may be read and written after the last row of a plane. */
constexpr size_t kPlaneSlack = 64;

/** Undoes [MS-RDPEGDI] 3.1.9.2.2: each row after the first holds zigzag deltas to the row above. */
void undoDeltas(uint8_t* plane, size_t width, size_t height);

/** Draws the placed part of three planes of `stride` bytes per row. */
void joinRgb(const Surface& surface, const Placement& place, const uint8_t* red, const uint8_t* green,
             const uint8_t* blue, size_t stride);

/** Luma and chroma as [MS-RDPEGDI] 3.1.9.1.2 and [MS-RDPNSC] 3.1.8.1 have them. */
struct YCoCgPlanes {
  const uint8_t* luma;
  const uint8_t* orange;
  const uint8_t* green;
  size_t lumaStride;
  size_t chromaStride;
  /** Chroma has half the width and height. */
  bool subsampled;
  /** Color loss level - 1: restores the lost bits and halves, as the inverse transform asks. */
  uint8_t shift;
  bool swapRedAndBlue;
};

void joinYCoCg(const Surface& surface, const Placement& place, const YCoCgPlanes& planes);

}  // namespace sluice
