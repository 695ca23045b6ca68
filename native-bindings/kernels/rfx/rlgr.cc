// RLGR1 and RLGR3, [MS-RDPRFX] 3.1.8.1.7.3.
#include "bit-reader.h"
#include "tile.h"

namespace sluice {

namespace {

constexpr int kMaxParameter = 80;   // KPMAX
constexpr int kParameterShift = 3;  // LSGR
constexpr int kUpRun = 4;           // UP_GR: after a full zero run in run-length mode
constexpr int kDownRun = 6;         // DN_GR: after a nonzero value in run-length mode
constexpr int kUpZero = 3;          // UQ_GR: after a zero in Golomb-Rice mode
constexpr int kDownValue = 3;       // DQ_GR: after a nonzero value in Golomb-Rice mode

inline uint32_t bitLength(uint32_t value) { return value == 0 ? 0 : 32 - static_cast<uint32_t>(__builtin_clz(value)); }

class Decoder {
 public:
  Decoder(Bytes data, const uint8_t* shifts, int16_t* to) : bits_(data), shifts_(shifts), to_(to) {}

  template <Entropy kEntropy>
  void run() {
    while (at_ < kTilePixels && !bits_.exhausted()) {
      if (parameter_ >> kParameterShift) {
        runLength();
      } else if (kEntropy == Entropy::rlgr1) {
        one();
      } else {
        two();
      }
    }
  }

 private:
  /** A run of zeros and the value that ends it. */
  void runLength() {
    bits_.refill();
    uint32_t zeros = leadingZeros(bits_.bits());
    // More than half of what is at hand is rare: a step at a time then.
    while (32 <= zeros) {
      skipRuns(32);
      bits_.skip(32);
      bits_.refill();
      if (kTilePixels <= at_ || bits_.exhausted()) return;
      zeros = leadingZeros(bits_.bits());
    }
    skipRuns(zeros);
    bits_.skip(zeros + 1);
    at_ += bits_.take(static_cast<uint32_t>(parameter_ >> kParameterShift));
    bool negative = bits_.take(1) != 0;
    int magnitude = static_cast<int>(golombRice()) + 1;
    parameter_ = greatest(parameter_ - kDownRun, 0);
    put(negative ? -magnitude : magnitude);
  }

  void skipRuns(uint32_t count) {
    for (; count > 0; count--) {
      at_ += size_t{1} << (parameter_ >> kParameterShift);
      parameter_ = least(parameter_ + kUpRun, kMaxParameter);
    }
  }

  void one() {
    uint32_t code = golombRice();
    if (code == 0) {
      parameter_ = least(parameter_ + kUpZero, kMaxParameter);
      at_++;
    } else {
      parameter_ = greatest(parameter_ - kDownValue, 0);
      put(fromMagnitudeSign(code));
    }
  }

  /** Two values: their sum, then the first in as many bits as the sum has. */
  void two() {
    uint32_t sum = golombRice();
    bits_.refill();
    uint32_t first = bits_.take(bitLength(sum));
    uint32_t second = sum - first;
    if (first && second) {
      parameter_ = greatest(parameter_ - 2 * kDownValue, 0);
    } else if (!first && !second) {
      parameter_ = least(parameter_ + 2 * kUpZero, kMaxParameter);
    }
    put(fromMagnitudeSign(first));
    put(fromMagnitudeSign(second));
  }

  static int fromMagnitudeSign(uint32_t code) {
    int half = static_cast<int>((code + 1) >> 1);
    return code & 1 ? -half : half;
  }

  /** 16 bits, as coefficients are. */
  uint32_t golombRice() {
    bits_.refill();
    uint32_t ones = leadingZeros(~bits_.bits());
    uint32_t before = 0;
    while (32 <= ones) {
      bits_.skip(32);
      bits_.refill();
      before += 32;
      ones = leadingZeros(~bits_.bits());
    }
    bits_.skip(ones + 1);
    uint32_t all = before + ones;
    uint32_t bits = static_cast<uint32_t>(riceParameter_ >> kParameterShift);
    uint32_t code = all << bits | bits_.take(bits);
    if (all == 0) {
      riceParameter_ = greatest(riceParameter_ - 2, 0);
    } else if (all != 1) {
      riceParameter_ = static_cast<int>(least<uint32_t>(static_cast<uint32_t>(riceParameter_) + all, kMaxParameter));
    }
    return code & 0xffff;
  }

  void put(int value) {
    if (kTilePixels <= at_) return;
    to_[at_] = static_cast<int16_t>(static_cast<uint32_t>(value) << shifts_[at_ / 64]);
    at_++;
  }

  BitReader bits_;
  const uint8_t* const shifts_;
  int16_t* const to_;
  size_t at_ = 0;
  int parameter_ = 1 << kParameterShift;      // kp
  int riceParameter_ = 1 << kParameterShift;  // krp
};

}  // namespace

void decodeRlgr(Bytes data, Entropy entropy, const Dequantization& quantization, int16_t* coefficients) {
  std::memset(coefficients, 0, kTilePixels * sizeof *coefficients);
  Decoder decoder(data, quantization.shifts, coefficients);
  if (entropy == Entropy::rlgr1)
    decoder.run<Entropy::rlgr1>();
  else
    decoder.run<Entropy::rlgr3>();
}

}  // namespace sluice
