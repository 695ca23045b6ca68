// One cell of the desktop, compared with what the viewer has.
#pragma once

#include "format.h"

namespace sluice {

/** A rectangle inside a cell. */
struct CellRect {
  uint32_t x, y, width, height;
  uint32_t area() const { return width * height; }
};

/** Part of a surface that one cell covers; cells at the right and bottom edge are smaller. */
struct Cell {
  const uint8_t* pixels;
  size_t stride;
  uint8_t* shadow;
  size_t shadowStride;
  uint32_t width, height;

  const uint8_t* row(uint32_t y) const { return pixels + y * stride; }
  uint8_t* shadowRow(uint32_t y) const { return shadow + y * shadowStride; }
};

/** INVARIANT: both surfaces have the same size and `index` is below `columns() * rows()`. */
Cell cellAt(const Surface& surface, const Surface& shadow, uint32_t index);

/** Smallest rectangle that holds every difference to the shadow; its area is 0 when there is none. */
CellRect changedPart(const Cell& cell);
/** The same within `area`. */
CellRect changedPart(const Cell& cell, const CellRect& area);

/** A pixel that is not known: in a picture what the host shows there, in a shadow what the viewer does. */
inline bool isVoid(uint32_t pixel) { return (pixel & kOpaque) == 0; }

/** False when every pixel is opaque. */
bool mayHoldVoid(const Cell& cell);

/** Smallest rectangle that holds every void pixel; its area is 0 when there is none. */
CellRect voidPart(const Cell& cell);

/** Video is shown where pixels are void: what the viewer has there is not known any more. */
void forgetVoid(const Cell& cell);

/** The viewer has this part now. */
void updateShadow(const Cell& cell, const CellRect& part);

/** Identifies the content of a whole cell, of whatever size. Never 0, which marks a free cache slot. */
uint64_t hashCell(const Cell& cell, uint8_t* gather);

}  // namespace sluice
