// What the graphics pipeline of one session keeps between batches, [MS-RDPEGFX] 3.3.1.
#pragma once

#include "surfaces.h"

namespace sluice {

/** INVARIANT: one batch at a time works with it; the registry sees to that. */
struct Graphics {
  SurfaceTable surfaces;
};

}  // namespace sluice
