// A picture in somebody else's memory, and where in it a bitmap lands.
#pragma once

#include "base.h"

namespace sluice {

/** Side of a dirty cell and of a tile; `CELL` in src/codec/commands.ts. */
constexpr uint32_t kCell = 64;

/** Desktop width and height, as LIMITS.desktopSide in src/bytes/limits.ts. */
constexpr uint32_t kMaxSide = 8192;

/** BGRX, top-down. INVARIANT: `stride >= width * 4` and `pixels` spans `(height - 1) * stride + width * 4` bytes. */
struct Surface {
  uint8_t* pixels;
  uint32_t width;
  uint32_t height;
  size_t stride;

  uint8_t* at(uint32_t x, uint32_t y) const { return pixels + y * stride + x * size_t{4}; }
  uint32_t columns() const { return (width + kCell - 1) / kCell; }
  uint32_t rows() const { return (height + kCell - 1) / kCell; }
};

/** One byte per cell, row-major; set when a pixel of the cell may have changed. */
struct DirtyCells {
  uint8_t* cells;
  uint32_t columns;

  void mark(uint32_t x, uint32_t y, uint32_t width, uint32_t height) const {
    if (width == 0 || height == 0) return;
    for (uint32_t row = y / kCell; row <= (y + height - 1) / kCell; row++) {
      std::memset(cells + row * columns + x / kCell, 1, (x + width - 1) / kCell - x / kCell + 1);
    }
  }
};

/** Where a bitmap goes, as a command asks for it. Nothing in it is trusted. */
struct Destination {
  int32_t left;
  int32_t top;
  uint32_t visibleWidth;
  uint32_t visibleHeight;
  uint32_t width;
  uint32_t height;
  bool bottomUp;
};

/**
 * The part of a bitmap that is inside the surface. INVARIANT: bitmap pixels `skipX .. skipX + width` of rows
 * `skipY .. skipY + height` (counted from the top of the picture) land at `x`, `y` and fit.
 */
struct Placement {
  uint32_t x, y, width, height;
  uint32_t skipX, skipY;
  uint32_t bitmapHeight;
  bool bottomUp;

  bool empty() const { return width == 0 || height == 0; }
  /** Row of the bitmap as stored that holds visible row `row`. */
  uint32_t sourceRow(uint32_t row) const {
    uint32_t fromTop = skipY + row;
    return bottomUp ? bitmapHeight - 1 - fromTop : fromTop;
  }
};

Placement place(const Surface& surface, const Destination& destination);

}  // namespace sluice
