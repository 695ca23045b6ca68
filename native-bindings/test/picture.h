// What a fuzz target draws on: memory of exactly the picture's size, so that the address sanitizer sees every byte
// beyond.
#pragma once

#include <cstdlib>
#include <cstring>
#include <vector>

#include "../kernels/bitmap/bitmap.h"

namespace sluice {

class Picture {
 public:
  Picture(uint32_t width, uint32_t height) : pixels_(size_t{width} * height * 4), width_(width), height_(height) {}

  Surface surface() { return {pixels_.data(), width_, height_, size_t{width_} * 4}; }
  const std::vector<uint8_t>& pixels() const { return pixels_; }

 private:
  std::vector<uint8_t> pixels_;
  uint32_t width_, height_;
};

/**
 * The first bytes of an input say where and how large the bitmap is: width, height (1 to 256), left, top (-128 to 127),
 * flags. The rest is the payload.
 */
constexpr size_t kPlaceBytes = 5;

inline Destination readPlace(const uint8_t* data) {
  uint32_t width = data[0] + 1u, height = data[1] + 1u;
  uint32_t visibleWidth = data[4] & 2 ? width : width - width / 4;
  return {static_cast<int8_t>(data[2]),
          static_cast<int8_t>(data[3]),
          visibleWidth,
          height,
          width,
          height,
          (data[4] & 1) != 0};
}

/** Draws an input with `decode(canvas, destination, flags, payload)`. */
template <typename Decode>
int drawInput(const uint8_t* data, size_t size, Decode decode) {
  if (size < kPlaceBytes) return 0;
  static Scratch scratch;
  Picture picture(150, 100);
  Surface surface = picture.surface();
  std::vector<uint8_t> dirty(surface.columns() * surface.rows()), palette(1024);
  Canvas canvas = {surface, {dirty.data(), surface.columns()}, palette.data(), &scratch};
  decode(canvas, readPlace(data), data[4], Bytes{data + kPlaceBytes, size - kPlaceBytes});
  return 0;
}

}  // namespace sluice

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
