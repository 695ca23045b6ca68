// Fills a picture from its first pixel to its last.
#pragma once

#include "../surface.h"

namespace sluice {

class RunWriter {
 public:
  explicit RunWriter(const Surface& picture)
      : row_(picture.pixels),
        width_(picture.width),
        stride_(picture.stride),
        left_(uint64_t{picture.width} * picture.height) {}

  /** Pixels that have not been written. */
  uint64_t left() const { return left_; }

  /** INVARIANT: `count <= left()`. */
  void put(uint32_t pixel, uint64_t count) {
    left_ -= count;
    while (count > 0) {
      uint32_t room = width_ - x_;
      uint8_t* to = row_ + x_ * size_t{4};
      if (count <= kBlock && kBlock <= room) {
        // What is written too much lies in this row and is written again by what follows.
        for (uint32_t i = 0; i < kBlock; i++) store(to + i * size_t{4}, pixel);
      } else {
        for (uint32_t i = 0, n = static_cast<uint32_t>(least<uint64_t>(count, room)); i < n; i++) {
          store(to + i * size_t{4}, pixel);
        }
      }
      uint32_t n = static_cast<uint32_t>(least<uint64_t>(count, room));
      count -= n;
      advance(n);
    }
  }

  /** INVARIANT: `count <= left()`. */
  void put(const uint32_t* pixels, uint32_t count) {
    left_ -= count;
    while (count > 0) {
      uint32_t n = least(count, width_ - x_);
      std::memcpy(row_ + x_ * size_t{4}, pixels, n * size_t{4});
      pixels += n;
      count -= n;
      advance(n);
    }
  }

 private:
  static constexpr uint32_t kBlock = 8;

  void advance(uint32_t count) {
    x_ += count;
    if (x_ < width_) return;
    x_ = 0;
    row_ += stride_;
  }

  uint8_t* row_;
  const uint32_t width_;
  const size_t stride_;
  uint64_t left_;
  uint32_t x_ = 0;
};

}  // namespace sluice
