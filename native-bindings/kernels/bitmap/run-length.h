// Run lengths of the graphics pipeline: one byte, or 255 and two bytes, or those at their highest and four more.
#pragma once

#include "../base.h"

namespace sluice {

/** Reads `runLengthFactor1` to `3` ([MS-RDPEGFX] 2.2.4.1.1.1.1) at `*at` and moves past it; false at the end. */
inline bool readRunLength(const uint8_t** at, const uint8_t* end, uint32_t* length) {
  const uint8_t* from = *at;
  if (end == from) return false;
  *length = *from++;
  if (*length == 0xff) {
    if (end - from < 2) return false;
    *length = load16(from);
    from += 2;
    if (*length == 0xffff) {
      if (end - from < 4) return false;
      *length = load32(from);
      from += 4;
    }
  }
  *at = from;
  return true;
}

}  // namespace sluice
