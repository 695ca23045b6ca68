// The bitmap cache of [MS-RDPEGFX] 3.3.1.4: rectangles of surfaces, kept for later.
#pragma once

#include <vector>

#include "surfaces.h"

namespace sluice {

struct CacheLimits {
  uint16_t slots;
  size_t bytes;
};
constexpr CacheLimits kLargeCache = {25600, size_t{100} << 20};
constexpr CacheLimits kSmallCache = {4096, size_t{16} << 20};

class BitmapCache {
 public:
  explicit BitmapCache(CacheLimits limits) : limits_(limits) {}

  /**
   * Copies a rectangle to a slot, counted from one, in place of what is there. The key that a host gives it would be of
   * use to a cache that outlives the connection, which this one does not. INVARIANT: `rect` lies inside `from`.
   */
  Status put(uint16_t slot, const Surface& from, const Rect& rect);

  /** What a slot holds; its pixels are null when that is nothing or the slot does not exist. */
  Surface get(uint16_t slot) const;

  Status evict(uint16_t slot);

 private:
  struct Entry {
    Memory pixels;
    uint32_t width, height;
    size_t bytes() const { return size_t{width} * height * 4; }
  };

  bool exists(uint16_t slot) const { return 1 <= slot && slot <= limits_.slots; }
  void free(Entry* entry);

  const CacheLimits limits_;
  /** Grows to the highest slot in use. */
  std::vector<Entry> entries_;
  size_t used_ = 0;
};

}  // namespace sluice
