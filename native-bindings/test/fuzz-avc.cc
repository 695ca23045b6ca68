// Combines and converts views of any size and any part of them. The memory is as large as it has to be, and no larger.
#include <cstdlib>
#include <vector>

#include "avc/avc.h"

using namespace sluice;

namespace {

constexpr uint32_t kMostBlocks = 12;

/** A view with every byte taken from the input, again and again. */
std::vector<uint8_t> view(const uint8_t* data, size_t size, size_t length) {
  std::vector<uint8_t> bytes(length);
  for (size_t i = 0; i < length; i++) bytes[i] = data[i % size];
  return bytes;
}

uint32_t between(uint32_t from, uint32_t to, uint8_t choice) { return from + choice % (to - from + 1); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 9) return 0;
  uint32_t columns = between(1, kMostBlocks, data[0]), rows = between(1, kMostBlocks, data[1]);
  uint32_t width = columns * kMacroblock, height = rows * kMacroblock, luma = width * height;
  std::vector<uint8_t> bytes = view(data, size, luma * 3 / 2);
  const uint8_t* chroma = bytes.data() + luma;
  bool pairs = data[2] & 1;
  Yuv420 from = {bytes.data(), chroma, pairs ? chroma + 1 : chroma + luma / 4, width, pairs ? width : width / 2,
                 pairs ? size_t{2} : size_t{1}};

  std::vector<uint8_t> planes(size_t{3} * luma);
  Yuv444 to = {planes.data(), width, height};
  uint32_t left = between(0, columns - 1, data[3]), top = between(0, rows - 1, data[4]);
  Region blocks = {left * kMacroblock, top * kMacroblock, between(left + 1, columns, data[5]) * kMacroblock,
                 between(top + 1, rows, data[6]) * kMacroblock};
  combineMain(from, blocks, to);
  (data[2] & 2 ? combineAuxiliaryV2 : combineAuxiliary)(from, blocks, to);

  Region area = {between(0, width - 1, data[7]), between(0, height - 1, data[8]), 0, 0};
  area.right = between(area.left + 1, width, data[5]);
  area.bottom = between(area.top + 1, height, data[6]);
  std::vector<uint8_t> pixels(size_t{area.right - area.left} * (area.bottom - area.top) * 4);
  size_t stride = (area.right - area.left) * size_t{4};
  drawYuv420(from, area, pixels.data(), stride);
  drawYuv444(to, area, pixels.data(), stride);
  for (size_t i = 3; i < pixels.size(); i += 4) {
    if (pixels[i] != 0xff) std::abort();
  }
  return 0;
}
