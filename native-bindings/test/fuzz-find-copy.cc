// Looks for moves between two pictures that the input paints: where to look, how the picture moved, then its rows, of
// few colours so that much looks alike.
#include "../kernels/motion/find-copy.h"
#include "picture.h"

using namespace sluice;

namespace {

constexpr uint32_t kWidth = 150, kHeight = 100;
constexpr size_t kHead = 6;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static CopySearch search;
  if (size <= kHead) return 0;
  Picture now(kWidth, kHeight), before(kWidth, kHeight);
  Surface surface = now.surface(), shadow = before.surface();
  for (uint32_t y = 0; y < kHeight; y++) {
    for (uint32_t x = 0; x < kWidth; x++) {
      uint8_t byte = data[kHead + (y * uint64_t{kWidth} / 3 + x) % (size - kHead)];
      // Now and then a void pixel.
      uint32_t color = byte >> (x & 3) & 0x15;
      store(shadow.at(x, y), byte == 0xff ? color : kOpaque | color * 0x0a0b0cu);
    }
  }
  for (uint32_t y = 0; y < kHeight; y++) {
    for (uint32_t x = 0; x < kWidth; x++) {
      uint32_t fromX = (x + data[4]) % kWidth, fromY = (y + data[5]) % kHeight;
      store(surface.at(x, y), load<uint32_t>(shadow.at(fromX, fromY)));
    }
  }
  CopyArea area = {data[0] % kWidth, data[1] % kHeight, 0, 0};
  area.width = 1 + data[2] % (kWidth - area.left);
  area.height = 1 + data[3] % (kHeight - area.top);
  FoundCopy found;
  if (!findCopy(surface, shadow, area, search, &found)) return 0;
  const CopyArea& source = found.source;
  require(0 < source.width && source.left + source.width <= kWidth);
  require(0 < source.height && source.top + source.height <= kHeight);
  require(area.left <= found.x && found.x + source.width <= area.left + area.width);
  require(area.top <= found.y && found.y + source.height <= area.top + area.height);
  require(found.pixels <= uint64_t{source.width} * source.height);
  return 0;
}
