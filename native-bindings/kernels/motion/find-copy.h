// Finds out that a change is a move: what scrolls, or a window that is dragged, is on the viewer's picture already, at
// another place.
#pragma once

#include "../surface.h"

namespace sluice {

/** Pixels of a picture. INVARIANT: inside it and not empty. */
struct CopyArea {
  uint32_t left, top, width, height;
};

struct FoundCopy {
  /** Where the pixels are on the viewer's picture. */
  CopyArea source;
  /** Where they belong. */
  uint32_t x, y;
  /** Pixels that the copy makes right and that were not. */
  uint64_t pixels;
};

/** A displacement, as where to look from a pixel of the surface for the same on the shadow. */
struct Displacement {
  int32_t x, y;
};

/** Working memory of a search. */
struct CopySearch {
  static constexpr size_t kAnchors = 64;
  static constexpr size_t kVotes = 4096;
  static constexpr size_t kFilterBits = 65536;

  struct Anchor {
    uint64_t hash;
    uint32_t x, y;
    uint32_t hits;
  };
  struct Vote {
    Displacement displacement;
    uint32_t count;
  };

  Anchor anchors[kAnchors];
  size_t anchorCount;
  /** Bits for the hashes of anchors, so that a look tells that a segment is none. */
  uint64_t filter[kFilterBits / 64];
  Vote votes[kVotes];
  /** Net gain of each strip of columns, then of each row. */
  int32_t scores[kMaxSide];
  uint32_t gains[kMaxSide];
};

/**
 * Looks for one displacement that explains much of how `area` of `surface` differs from `shadow`, what the viewer has.
 * Void pixels, whose fourth byte is 0, never match. False when nothing is worth a copy. The surfaces have one size.
 */
bool findCopy(const Surface& surface, const Surface& shadow, CopyArea area, CopySearch& search, FoundCopy* found);

}  // namespace sluice
