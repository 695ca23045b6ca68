// What the graphics pipeline of one session keeps between batches, [MS-RDPEGFX] 3.3.1.
#pragma once

#include "../clear/clear.h"
#include "bitmap-cache.h"
#include "compose.h"

namespace sluice {

/** INVARIANT: one batch at a time works with it; the registry sees to that. */
struct Graphics {
  explicit Graphics(CacheLimits limits) : cache(limits) {}

  /** Before the surfaces, whose progressive contexts count in it. */
  ProgressiveBudget progressive;
  SurfaceTable surfaces;
  BitmapCache cache;
  ClearState clear;
};

}  // namespace sluice
