// Puts decoded tiles on a surface.
#pragma once

#include "../surface.h"
#include "area.h"
#include "tile.h"

namespace sluice {

/** Rectangles of one region. Each is compared with each tile, so that their product has to stay small. */
constexpr size_t kMaxRectangles = 4096;

/** Paints one tile, part by part. */
class TilePainter {
 public:
  /** `tile` is where its 64×64 pixels lie; any of them may be outside the surface. */
  TilePainter(const Surface& surface, Area tile)
      : surface_(surface), tile_(tile), visible_(intersect(tile, {0, 0, surface.width, surface.height})) {}

  Area visible() const { return visible_; }
  /** What `part` has in common with the visible part of the tile. */
  Area clip(Area part) const { return intersect(visible_, part); }

  /**
   * Rectangles of a region share no pixels, or few. False when so many lie on each other that they are there to keep
   * us busy.
   */
  bool allows(Area part) {
    painted_ += part.pixels();
    return painted_ <= visible_.pixels() * kMaxOverlap;
  }

  /** INVARIANT: `part` was clipped and is not empty. */
  void paint(const TilePlanes& planes, Area part) const {
    const ConvertYCbCr convert = convertYCbCr();
    auto width = static_cast<size_t>(part.right - part.left);
    auto x = static_cast<uint32_t>(part.left);
    for (int64_t y = part.top; y < part.bottom; y++) {
      size_t from = static_cast<size_t>(y - tile_.top) * kTileSide + static_cast<size_t>(part.left - tile_.left);
      convert(planes.planes[0] + from, planes.planes[1] + from, planes.planes[2] + from,
              surface_.at(x, static_cast<uint32_t>(y)), width);
    }
  }

 private:
  static constexpr int64_t kMaxOverlap = 16;

  const Surface& surface_;
  const Area tile_, visible_;
  int64_t painted_ = 0;
};

inline void mark(const DirtyCells& dirty, Area part) {
  dirty.mark(static_cast<uint32_t>(part.left), static_cast<uint32_t>(part.top),
             static_cast<uint32_t>(part.right - part.left), static_cast<uint32_t>(part.bottom - part.top));
}

/** TS_RFX_RECT, [MS-RDPRFX] 2.2.2.1.6: left, top, width, height. */
constexpr size_t kRectangleSize = 8;

inline Area readRectangle(const uint8_t* r) {
  int64_t x = load16(r), y = load16(r + 2);
  return {x, y, x + load16(r + 4), y + load16(r + 6)};
}

}  // namespace sluice
