#include "../bitmap/run-length.h"
#include "layers.h"
#include "run-writer.h"

namespace sluice {

namespace {

constexpr uint32_t kMaxColors = 127;

/** Bits that hold the index of the last of `colors` palette entries, one at least. */
uint32_t indexBits(uint32_t colors) {
  return colors <= 2 ? 1 : 32 - static_cast<uint32_t>(__builtin_clz(colors - 1));
}

}  // namespace

Status drawRlex(const Surface& bitmap, Bytes data) {
  if (data.size < 1 /* paletteCount */) return Status::truncated;
  uint32_t colors = data.data[0];
  if (colors < 1 || kMaxColors < colors) return Status::invalid;
  if (data.size - 1 < colors * 3) return Status::truncated;
  uint32_t palette[kMaxColors];
  const uint8_t* at = data.data + 1;
  const uint8_t* end = data.data + data.size;
  for (uint32_t i = 0; i < colors; i++, at += 3) palette[i] = load24(at) | kOpaque;

  uint32_t bits = indexBits(colors);
  RunWriter writer(bitmap);
  // CLEARCODEC_SUBCODEC_RLEX_SEGMENT, [MS-RDPEGFX] 2.2.4.1.1.3.1.1.1.
  while (at < end) {
    uint32_t stop = *at & ((1u << bits) - 1), depth = uint32_t{*at} >> bits, run;
    at++;
    if (!readRunLength(&at, end, &run)) return Status::truncated;
    if (colors <= stop || stop < depth) return Status::invalid;
    if (writer.left() < uint64_t{run} + depth + 1) return Status::invalid;
    const uint32_t* first = palette + (stop - depth);
    writer.put(*first, run);
    writer.put(first, depth + 1);
  }
  return writer.left() == 0 ? Status::ok : Status::truncated;
}

}  // namespace sluice
