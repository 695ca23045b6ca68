#include "surface.h"

namespace sluice {

namespace {

struct Range {
  uint32_t at, skip, length;
};

/** Clips `length` pixels that start at `at` to `0 .. limit`. */
Range clip(int32_t at, uint32_t length, uint32_t limit) {
  int64_t from = greatest<int64_t>(at, 0);
  int64_t to = least<int64_t>(int64_t{at} + length, limit);
  if (to <= from) return {0, 0, 0};
  return {static_cast<uint32_t>(from), static_cast<uint32_t>(from - at), static_cast<uint32_t>(to - from)};
}

}  // namespace

Placement place(const Surface& surface, const Destination& d) {
  Range x = clip(d.left, least(d.visibleWidth, d.width), surface.width);
  Range y = clip(d.top, least(d.visibleHeight, d.height), surface.height);
  return {x.at, y.at, x.length, y.length, x.skip, y.skip, d.height, d.bottomUp};
}

}  // namespace sluice
