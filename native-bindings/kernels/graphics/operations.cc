#include "operations.h"

namespace sluice {

namespace {

/** Rectangles and copies of one command share no pixels, or few. More of them than this are made to keep us busy. */
constexpr int64_t kMaxOverlap = 16;

/** Counts the pixels that a command draws. */
class Effort {
 public:
  explicit Effort(const Surface& surface) : left_(bounds(surface).pixels() * kMaxOverlap) {}
  bool spend(const Rect& rect) { return 0 <= (left_ -= rect.pixels()); }

 private:
  int64_t left_;
};

Status fillRects(const Output& target, Bytes rects, uint32_t pixel) {
  if (rects.size % kRectSize != 0) return Status::truncated;
  Effort effort(target.surface);
  for (size_t at = 0; at < rects.size; at += kRectSize) {
    Rect rect = readRect(rects.data + at);
    if (rect.right < rect.left || rect.bottom < rect.top) return Status::invalid;
    rect = intersect(rect, bounds(target.surface));
    if (rect.empty()) continue;
    if (!effort.spend(rect)) return Status::tooLarge;
    fillRect(target.surface, rect, pixel);
    markRect(target.dirty, rect);
  }
  return Status::ok;
}

/** Copies `from`, a rectangle of `source`, to `to`. INVARIANT: both have the same size and lie inside. */
void copyRows(const Surface& source, const Rect& from, const Surface& target, const Rect& to) {
  // Rows that have yet to be read must not be written before, and within a row memmove takes care.
  bool upwards = source.pixels == target.pixels && from.top < to.top;
  size_t bytes = to.width() * size_t{4};
  for (uint32_t i = 0; i < to.height(); i++) {
    uint32_t row = upwards ? to.height() - 1 - i : i;
    std::memmove(target.at(static_cast<uint32_t>(to.left), static_cast<uint32_t>(to.top) + row),
                 source.at(static_cast<uint32_t>(from.left), static_cast<uint32_t>(from.top) + row), bytes);
  }
}

Status copyToPoints(const Output& target, const Surface& source, const Rect& from, Bytes points) {
  if (points.size % kPointSize != 0) return Status::truncated;
  Effort effort(target.surface);
  for (size_t at = 0; at < points.size; at += kPointSize) {
    Point point = readPoint(points.data + at);
    Rect to = {point.x, point.y, point.x + (from.right - from.left), point.y + (from.bottom - from.top)};
    Rect drawn = intersect(to, bounds(target.surface));
    if (drawn.left != to.left || drawn.top != to.top || drawn.empty()) return Status::invalid;
    if (!effort.spend(drawn)) return Status::tooLarge;
    copyRows(source, from, target.surface, drawn);
    markRect(target.dirty, drawn);
  }
  return Status::ok;
}

}  // namespace

Status solidFill(const Output& target, Bytes data) {
  if (data.size < 4 /* fillPixel */) return Status::truncated;
  return fillRects(target, data.slice(4, data.size - 4), load32(data.data) | kOpaque);
}

Status makeVoid(const Output& target, Bytes data) { return fillRects(target, data, 0); }

Status copyRect(const Output& target, const Surface& source, Bytes data) {
  if (data.size < kRectSize) return Status::truncated;
  Rect from = readRect(data.data);
  if (!isInside(from, source)) return Status::invalid;
  if (from.empty()) return Status::ok;
  return copyToPoints(target, source, from, data.slice(kRectSize, data.size - kRectSize));
}

Status storeRect(BitmapCache* cache, const Surface& source, Bytes data) {
  constexpr size_t kHead = 2 /* cacheSlot */ + 8 /* cacheKey */;
  if (data.size < kHead + kRectSize) return Status::truncated;
  Rect rect = readRect(data.data + kHead);
  if (!isInside(rect, source)) return Status::invalid;
  return cache->put(load16(data.data), source, rect);
}

Status loadRect(const Output& target, const BitmapCache& cache, Bytes data) {
  if (data.size < 2 /* cacheSlot */) return Status::truncated;
  Surface source = cache.get(load16(data.data));
  if (!source.pixels) return Status::invalid;
  return copyToPoints(target, source, bounds(source), data.slice(2, data.size - 2));
}

Status evictSlot(BitmapCache* cache, Bytes data) {
  if (data.size < 2 /* cacheSlot */) return Status::truncated;
  return cache->evict(load16(data.data));
}

}  // namespace sluice
