// Reads the bit streams of RemoteFX.
#pragma once

#include "../base.h"

namespace sluice {

inline uint32_t leadingZeros(uint64_t value) { return value == 0 ? 64 : static_cast<uint32_t>(__builtin_clzll(value)); }

/**
 * Bits, most significant first. INVARIANT: after `refill` at least 56 bits are at hand. Past the end of the data they
 * are zeros, which decode to zero coefficients in either mode.
 */
class BitReader {
 public:
  explicit BitReader(Bytes data) : at_(data.data), end_(data.data + data.size) { refill(); }

  void refill() {
    if (8 <= end_ - at_) {
      bits_ |= __builtin_bswap64(load<uint64_t>(at_)) >> count_;
      at_ += (63 - count_) >> 3;
      count_ |= 56;
      return;
    }
    while (count_ <= 56) {
      if (at_ < end_)
        bits_ |= uint64_t{*at_++} << (56 - count_);
      else
        past_ = true;
      count_ += 8;
    }
  }

  uint64_t bits() const { return bits_; }
  /** The data has ended; what is at hand may hold its last bits still. */
  bool exhausted() const { return past_ && bits_ == 0; }

  /** INVARIANT: `count` is at most what is at hand and below 64. */
  void skip(uint32_t count) {
    bits_ <<= count;
    count_ -= count;
  }

  uint32_t take(uint32_t count) {
    uint32_t value = static_cast<uint32_t>(bits_ >> 1 >> (63 - count));
    skip(count);
    return value;
  }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
  uint64_t bits_ = 0;
  uint32_t count_ = 0;
  bool past_ = false;
};

}  // namespace sluice
