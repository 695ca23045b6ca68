#include "coders.h"

namespace sluice {

namespace {

/** Median edge detection as in LOCO-I (ISO/IEC 14495-1 A.4.2), each byte on its own. Vectorized by the compiler. */
inline uint8_t median(uint8_t left, uint8_t above, uint8_t corner) {
  int16_t low = least(left, above), high = greatest(left, above);
  int16_t plane = static_cast<int16_t>(left + above - corner);
  return static_cast<uint8_t>(greatest(low, least(high, plane)));
}

/** Most significant bit first. INVARIANT: at most 56 bits are put between two calls of `flush`. */
class BitWriter {
 public:
  explicit BitWriter(uint8_t* to) : to_(to) {}

  void put(uint32_t value, uint32_t count) {
    bits_ = bits_ << count | value;
    filled_ += count;
  }

  /** Moves whole bytes out; up to eight bytes are written of which only those count. */
  void flush() {
    store(to_, __builtin_bswap64(bits_ << 1 << (63 - filled_)));
    to_ += filled_ >> 3;
    filled_ &= 7;
  }

  uint8_t* finish() {
    if (filled_ > 0) *to_++ = static_cast<uint8_t>(bits_ << (8 - filled_));
    return to_;
  }

 private:
  uint8_t* to_;
  uint64_t bits_ = 0;
  uint32_t filled_ = 0;
};

/** One channel: writes differences and follows their size. */
class RiceCoder {
 public:
  RiceCoder(uint8_t* to, uint32_t channelBits) : start_(to), bits_(to), channelBits_(channelBits) {}

  /** The difference counts modulo the channel's range. */
  void put(int difference) {
    uint32_t drop = 32 - channelBits_;
    int wrapped = static_cast<int>(static_cast<uint32_t>(difference) << drop) >> drop;
    // Folded: 0, -1, 1, -2, 2 …
    uint32_t folded = static_cast<uint32_t>(wrapped) << 1 ^ static_cast<uint32_t>(wrapped >> 31);
    uint32_t low = rice::parameter(mean_, channelBits_);
    uint32_t high = folded >> low;
    if (high < rice::kEscape) {
      // `high` one bits, a zero, and the low bits.
      bits_.put((((1u << high) - 1) << 1) << low | (folded & ((1u << low) - 1)), high + 1 + low);
    } else {
      bits_.put(((1u << rice::kEscape) - 1) << channelBits_ | folded, rice::kEscape + channelBits_);
    }
    bits_.flush();
    mean_ += folded - (mean_ >> rice::kMeanShift);
  }

  size_t finish() { return static_cast<size_t>(bits_.finish() - start_); }

 private:
  uint8_t* const start_;
  BitWriter bits_;
  const uint32_t channelBits_;
  uint32_t mean_ = rice::kStartMean;
};

}  // namespace

void predictPart(TileScratch& scratch, Depth depth) {
  uint32_t width = scratch.part.width, count = scratch.part.count();
  reduceAll(scratch.part.colors, count, depth, scratch.reduced);
  const uint8_t* __restrict colors = reinterpret_cast<const uint8_t*>(scratch.reduced);
  uint8_t* __restrict residuals = reinterpret_cast<uint8_t*>(scratch.residuals);
  uint32_t row = width * 4;
  // The first row has nothing above, the first column nothing to the left.
  std::memcpy(residuals, colors, 4);
  for (uint32_t i = 4; i < row; i++) residuals[i] = static_cast<uint8_t>(colors[i] - colors[i - 4]);
  for (uint32_t y = row; y < count * 4; y += row) {
    const uint8_t* __restrict above = colors + y - row;
    const uint8_t* __restrict here = colors + y;
    uint8_t* __restrict to = residuals + y;
    for (uint32_t i = 0; i < 4; i++) to[i] = static_cast<uint8_t>(here[i] - above[i]);
    for (uint32_t i = 4; i < row; i++)
      to[i] = static_cast<uint8_t>(here[i] - median(here[i - 4], above[i], above[i - 4]));
  }
}

Payload encodePredicted(TileScratch& scratch, Depth depth, uint8_t* out) {
  uint32_t redBits = depth == Depth::bits24 ? 8 : 5;
  uint32_t greenBits = depth == Depth::bits24 ? 8 : depth == Depth::bits565 ? 6 : 5;
  int shift = greenShift(depth);
  // A stream for each channel: their codes depend on what came before, and three can be decoded side by side.
  constexpr size_t kLengths = 4;
  uint8_t* redBytes = scratch.bytes;
  uint8_t* blueBytes = scratch.bytes + kMaxPayload / 2;
  RiceCoder green(out + kLengths, greenBits), red(redBytes, redBits), blue(blueBytes, redBits);
  for (uint32_t i = 0; i < scratch.part.count(); i++) {
    uint32_t residual = scratch.residuals[i];
    int middle = static_cast<int>((residual >> 8 & 255) << (32 - greenBits)) >> (32 - greenBits);
    green.put(middle);
    // Red and blue mostly move with green.
    red.put(static_cast<int>(residual >> 16 & 255) - (middle >> shift));
    blue.put(static_cast<int>(residual & 255) - (middle >> shift));
  }
  size_t greenSize = green.finish(), redSize = red.finish(), blueSize = blue.finish();
  store(out, static_cast<uint16_t>(greenSize));
  store(out + 2, static_cast<uint16_t>(redSize));
  std::memcpy(out + kLengths + greenSize, redBytes, redSize);
  std::memcpy(out + kLengths + greenSize + redSize, blueBytes, blueSize);
  return {kLengths + greenSize + redSize + blueSize, false};
}

}  // namespace sluice
