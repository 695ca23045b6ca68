#include "coders.h"
#include "lz4.h"

namespace sluice {

namespace {

uint32_t indexBits(uint32_t colors) { return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8; }

/** First pixel in the lowest bits. */
size_t packIndices(const Part& part, const uint8_t* indices, uint32_t bits, uint8_t* to) {
  uint8_t* start = to;
  for (uint32_t y = 0; y < part.height; y++) {
    uint32_t word = 0, filled = 0;
    for (uint32_t x = 0; x < part.width; x++) {
      word |= static_cast<uint32_t>(*indices++) << filled;
      filled += bits;
      if (filled == 8) {
        *to++ = static_cast<uint8_t>(word);
        word = filled = 0;
      }
    }
    if (filled > 0) *to++ = static_cast<uint8_t>(word);
  }
  return static_cast<size_t>(to - start);
}

}  // namespace

Payload compressOrCopy(TileScratch& scratch, size_t size, uint8_t* out) {
  static_assert(sizeof scratch.lz4State >= sizeof(LZ4_stream_t), "LZ4 state");
  // Short or dense streams hold no matches to speak of.
  constexpr size_t kWorthTrying = 24;
  if (kWorthTrying <= size && size <= scratch.part.count()) {
    int capacity = static_cast<int>(size - 1);
    int packed = LZ4_compress_fast_extState(scratch.lz4State, reinterpret_cast<const char*>(scratch.bytes),
                                            reinterpret_cast<char*>(out), static_cast<int>(size), capacity, 1);
    if (packed > 0) return {static_cast<size_t>(packed), true};
  }
  std::memcpy(out, scratch.bytes, size);
  return {size, false};
}

Payload encodePalette(TileScratch& scratch, Depth depth, uint8_t* out) {
  const Palette& palette = scratch.palette;
  uint8_t* to = out;
  *to++ = static_cast<uint8_t>(palette.size - 1);
  for (uint32_t i = 0; i < palette.size; i++) to = putColor(to, reduce(palette.colors[i], depth), depth);
  size_t size = packIndices(scratch.part, palette.indices, indexBits(palette.size), scratch.bytes);
  Payload body = compressOrCopy(scratch, size, to);
  return {static_cast<size_t>(to - out) + body.size, body.lz4};
}

}  // namespace sluice
