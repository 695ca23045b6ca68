// What colours a changed part holds: how many, and in which depth they can be written without loss.
#pragma once

#include "cell.h"

namespace sluice {

/** A changed part gathered into rows without gaps. */
struct Part {
  /** 0x00RRGGBB. */
  uint32_t colors[kCellPixels];
  /** What the viewer has in the same places. */
  uint32_t shadow[kCellPixels];
  uint32_t width, height;
  uint32_t count() const { return width * height; }
};

/** False when there may be void pixels in the part. */
bool gather(const Cell& cell, const CellRect& rect, Part* part);

/** Makes void pixels equal what the viewer has and nothing else. INVARIANT: `part` was gathered from there. */
void markVoid(const Cell& cell, const CellRect& rect, Part* part);

/** Up to 256 distinct colours and, for each pixel, which it is. */
struct Palette {
  uint32_t colors[256];
  uint8_t indices[kCellPixels];
  uint32_t size;
};

/** False when there are more than `limit` colours. */
bool collectPalette(const Part& part, uint32_t limit, Palette* palette);

/** The smallest depth that holds every colour exactly. */
Depth exactDepth(const uint32_t* colors, uint32_t count);

/** One colour in `depth`, channels in the low bits of three bytes: 0x00RRGGBB. INVARIANT: the depth holds it exactly.
 */
uint32_t reduce(uint32_t color, Depth depth);

void reduceAll(const uint32_t* colors, uint32_t count, Depth depth, uint32_t* reduced);

/** How far green differences are shifted before red and blue are measured against them. */
inline int greenShift(Depth depth) { return depth == Depth::bits565 ? 1 : 0; }

inline size_t colorSize(Depth depth) { return depth == Depth::bits24 ? 3 : 2; }

/** Writes a reduced colour as two or three bytes and returns the end. */
uint8_t* putColor(uint8_t* to, uint32_t reduced, Depth depth);

}  // namespace sluice
