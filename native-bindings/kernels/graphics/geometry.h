// Rectangles and points as graphics commands have them. Nothing in them is trusted.
#pragma once

#include "../surface.h"

namespace sluice {

/** RDPGFX_RECT16, [MS-RDPEGFX] 2.2.1.2; right and bottom are exclusive. */
struct Rect {
  int64_t left, top, right, bottom;

  bool empty() const { return right <= left || bottom <= top; }
  uint32_t width() const { return static_cast<uint32_t>(right - left); }
  uint32_t height() const { return static_cast<uint32_t>(bottom - top); }
  int64_t pixels() const { return empty() ? 0 : (right - left) * (bottom - top); }
};

constexpr size_t kRectSize = 4 * 2;
inline Rect readRect(const uint8_t* from) {
  return {load16(from), load16(from + 2), load16(from + 4), load16(from + 6)};
}

/** RDPGFX_POINT16, [MS-RDPEGFX] 2.2.1.1. */
struct Point {
  int32_t x, y;
};

constexpr size_t kPointSize = 2 * 2;
inline Point readPoint(const uint8_t* from) {
  return {static_cast<int16_t>(load16(from)), static_cast<int16_t>(load16(from + 2))};
}

inline Rect intersect(const Rect& a, const Rect& b) {
  return {greatest(a.left, b.left), greatest(a.top, b.top), least(a.right, b.right), least(a.bottom, b.bottom)};
}

inline Rect bounds(const Surface& surface) { return {0, 0, surface.width, surface.height}; }

inline bool isInside(const Rect& rect, const Surface& surface) {
  return rect.left <= rect.right && rect.top <= rect.bottom && 0 <= rect.left && 0 <= rect.top &&
         rect.right <= surface.width && rect.bottom <= surface.height;
}

/** Fills a rectangle with one word. INVARIANT: it is not empty and lies inside the surface. */
inline void fillRect(const Surface& surface, const Rect& rect, uint32_t pixel) {
  for (int64_t y = rect.top; y < rect.bottom; y++) {
    uint8_t* row = surface.at(static_cast<uint32_t>(rect.left), static_cast<uint32_t>(y));
    for (uint32_t x = 0; x < rect.width(); x++) store(row + x * size_t{4}, pixel);
  }
}

inline void markRect(const DirtyCells& dirty, const Rect& rect) {
  dirty.mark(static_cast<uint32_t>(rect.left), static_cast<uint32_t>(rect.top), rect.width(), rect.height());
}

}  // namespace sluice
