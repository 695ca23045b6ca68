// Rectangles in pixels, with room for any sum of what the wire can hold.
#pragma once

#include "../base.h"

namespace sluice {

struct Area {
  int64_t left, top, right, bottom;

  bool empty() const { return right <= left || bottom <= top; }
  int64_t pixels() const { return (right - left) * (bottom - top); }
};

inline Area intersect(Area a, Area b) {
  return {greatest(a.left, b.left), greatest(a.top, b.top), least(a.right, b.right), least(a.bottom, b.bottom)};
}

}  // namespace sluice
