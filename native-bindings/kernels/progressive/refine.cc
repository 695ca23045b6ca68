// The upgrade pass: coefficients that are not zero get further bits as they are (raw), those that are still zero get
// theirs from runs (SRL), [MS-RDPEGFX] 3.2.8.1.5.2.
#include "../rfx/bit-reader.h"
#include "progressive-tile.h"

namespace sluice {

namespace {

constexpr uint32_t kMaxParameter = 80;
constexpr uint32_t kParameterShift = 3;
constexpr uint32_t kUpRun = 4;
constexpr uint32_t kDownValue = 6;

/** Values of coefficients that were zero: runs of zeros, each ended by a sign and a magnitude in unary. */
class SignedRuns {
 public:
  explicit SignedRuns(Bytes data) : bits_(data) {}

  /** Zeros that come next for certain. */
  uint32_t zeros() const { return zeros_; }
  void skip(uint32_t count) { zeros_ -= count; }

  /** INVARIANT: 1 <= `bits` <= 15. */
  int next(uint32_t bits) {
    if (zeros_ == 0 && !valueFollows_) readRun();
    if (zeros_ > 0) {
      zeros_--;
      return 0;
    }
    valueFollows_ = false;
    return readValue(bits);
  }

 private:
  void readRun() {
    bits_.refill();
    uint32_t shift = parameter_ >> kParameterShift;
    if (bits_.take(1)) {
      zeros_ = bits_.take(shift);
      valueFollows_ = true;
    } else {
      zeros_ = 1u << shift;
      parameter_ = least(parameter_ + kUpRun, kMaxParameter);
    }
  }

  int readValue(uint32_t bits) {
    bits_.refill();
    bool negative = bits_.take(1) != 0;
    parameter_ = parameter_ < kDownValue ? 0 : parameter_ - kDownValue;
    int magnitude = static_cast<int>(readMagnitude((1u << bits) - 1));
    return negative ? -magnitude : magnitude;
  }

  /** A one ends the zeros, unless the magnitude is the greatest that the bits can hold. */
  uint32_t readMagnitude(uint32_t greatestMagnitude) {
    uint32_t before = 0;
    while (true) {
      uint32_t wanted = greatestMagnitude - 1 - before;
      uint32_t zeros = leadingZeros(bits_.bits());
      if (least(zeros, 32u) >= wanted) {
        bits_.skip(wanted);
        return greatestMagnitude;
      }
      if (zeros < 32) {
        bits_.skip(zeros + 1);
        return before + zeros + 1;
      }
      bits_.skip(32);
      bits_.refill();
      before += 32;
    }
  }

  BitReader bits_;
  uint32_t parameter_ = 1u << kParameterShift;  // kp
  uint32_t zeros_ = 0;
  bool valueFollows_ = false;
};

class RawBits {
 public:
  explicit RawBits(Bytes data) : bits_(data) {}

  /** INVARIANT: `count` <= 15. */
  int next(uint32_t count) {
    bits_.refill();
    return static_cast<int>(bits_.take(count));
  }

 private:
  BitReader bits_;
};

inline void add(int16_t* coefficient, int value, uint32_t shift) {
  // In sixteen bits, as coefficients are.
  *coefficient = static_cast<int16_t>(static_cast<uint32_t>(*coefficient) + (static_cast<uint32_t>(value) << shift));
}

/** The largest band but LL3. */
constexpr size_t kMaxBand = 1024;

/** Raw and run-length data are streams of their own, so that each can have its coefficients in one go. */
void refineBand(RawBits& raw, SignedRuns& signedRuns, uint32_t bits, uint32_t shift, int16_t* values, int8_t* signs,
                size_t count) {
  uint16_t zeros[kMaxBand], others[kMaxBand];
  size_t zeroCount = 0, otherCount = 0;
  for (size_t i = 0; i < count; i++) {
    // Without a branch: nobody can tell which it will be.
    zeros[zeroCount] = others[otherCount] = static_cast<uint16_t>(i);
    zeroCount += signs[i] == 0;
    otherCount += signs[i] != 0;
  }
  // Copies, which the compiler can keep in registers.
  RawBits rawBits = raw;
  for (size_t k = 0; k < otherCount; k++) {
    size_t i = others[k];
    int value = rawBits.next(bits);
    add(&values[i], signs[i] < 0 ? -value : value, shift);
  }
  raw = rawBits;
  SignedRuns runs = signedRuns;
  for (size_t k = 0; k < zeroCount;) {
    if (runs.zeros() > 0) {
      // Most coefficients are zero and stay so.
      auto skipped = static_cast<uint32_t>(least<size_t>(runs.zeros(), zeroCount - k));
      runs.skip(skipped);
      k += skipped;
      continue;
    }
    size_t i = zeros[k++];
    int value = runs.next(bits);
    if (value == 0) continue;
    signs[i] = value < 0 ? -1 : 1;
    add(&values[i], value, shift);
  }
  signedRuns = runs;
}

}  // namespace

void refine(const BandLayout& layout, const BandValues& known, const BandValues& wanted, Bytes srl, Bytes raw,
            int16_t* coefficients, int8_t* signs) {
  SignedRuns runs(srl);
  RawBits rawBits(raw);
  for (size_t band = 0; band < kBands; band++) {
    uint32_t bits = static_cast<uint32_t>(known.bands[band]) - wanted.bands[band];
    if (bits == 0) continue;
    uint32_t shift = wanted.bands[band] - 1u;
    int16_t* values = coefficients + layout.starts[band];
    if (band == kLowest) {
      for (size_t i = 0; i < layout.size(band); i++) add(&values[i], rawBits.next(bits), shift);
    } else {
      refineBand(rawBits, runs, bits, shift, values, signs + layout.starts[band], layout.size(band));
    }
  }
}

}  // namespace sluice
