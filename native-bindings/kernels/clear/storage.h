// The storages of [MS-RDPEGFX] 3.3.1.9 to 3.3.1.13.
#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

#include "../base.h"

namespace sluice {

constexpr uint32_t kMaxBarHeight = 52;

/** Columns of pixels, each in a place of its own; the cursor goes round. */
template <uint32_t places>
class BarStorage {
 public:
  static constexpr uint32_t kPlaces = places;

  /** What a place holds; null when that is nothing. INVARIANT: `place < places`. */
  const uint32_t* find(uint32_t place, uint32_t* height) const {
    if (!heights_ || heights_[place] == 0) return nullptr;
    *height = heights_[place] - 1u;
    return bars_.get() + place * kMaxBarHeight;
  }

  /** The place that is written next. Null when there is no memory. INVARIANT: `height <= kMaxBarHeight`. */
  uint32_t* next(uint32_t height) {
    if (!heights_ && !allocate()) return nullptr;
    uint32_t place = cursor_;
    cursor_ = (cursor_ + 1) % places;
    heights_[place] = static_cast<uint8_t>(height + 1);
    return bars_.get() + place * kMaxBarHeight;
  }

  /** Where `next` will write; null before the first time. */
  const uint32_t* peek() const { return bars_ ? bars_.get() + cursor_ * kMaxBarHeight : nullptr; }

  /** CLEARCODEC_FLAG_CACHE_RESET: what is stored stays. */
  void rewind() { cursor_ = 0; }

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  /** Pages become real as they are written; few hosts fill the storage. */
  bool allocate() {
    bars_.reset(static_cast<uint32_t*>(std::calloc(size_t{places} * kMaxBarHeight, sizeof(uint32_t))));
    if (bars_) heights_.reset(static_cast<uint8_t*>(std::calloc(places, 1)));
    return heights_ != nullptr;
  }

  std::unique_ptr<uint32_t, Free> bars_;
  /** One more than the height, 0 for a place that is empty. A short bar may have no pixels. */
  std::unique_ptr<uint8_t[], Free> heights_;
  uint32_t cursor_ = 0;
};

struct VBarStorage {
  BarStorage<32768> whole;
  BarStorage<16384> shorts;

  void rewind() {
    whole.rewind();
    shorts.rewind();
  }
};

constexpr uint32_t kGlyphs = 4000;
constexpr uint32_t kMaxGlyphPixels = 1024;

/** Small pictures; their pixels have no shape of their own. */
class GlyphStorage {
 public:
  /** Room for the pixels of a glyph. Null when there is no memory. INVARIANT: `index < kGlyphs`, `count` in bounds. */
  uint32_t* put(uint32_t index, uint32_t count) {
    if (glyphs_.size() <= index) glyphs_.resize(index + 1);
    Glyph& glyph = glyphs_[index];
    if (glyph.count != count) {
      glyph.count = 0;
      glyph.pixels.reset(static_cast<uint32_t*>(std::malloc(count * sizeof(uint32_t))));
      if (!glyph.pixels) return nullptr;
      glyph.count = count;
    }
    return glyph.pixels.get();
  }

  /** Null when the place is empty or holds fewer pixels. */
  const uint32_t* find(uint32_t index, uint32_t count) const {
    if (glyphs_.size() <= index || glyphs_[index].count < count) return nullptr;
    return glyphs_[index].pixels.get();
  }

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  struct Glyph {
    std::unique_ptr<uint32_t, Free> pixels;
    uint32_t count = 0;
  };
  std::vector<Glyph> glyphs_;
};

}  // namespace sluice
