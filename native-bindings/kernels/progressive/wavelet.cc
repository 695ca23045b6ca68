// The inverse of the reduce-extrapolate wavelet, [MS-RDPEGFX] 3.3.8.2.1.3. Bands have 33, 17 and 9 low values for 31, 16
// and 8 high ones. Halves are rounded towards zero. Arithmetic wraps at sixteen bits. Vectors are those of the compiler,
// so that the same code serves every processor and the browser.
#include "wavelet.h"

#include "../simd.h"

namespace sluice {

namespace {

/** Unsigned, because sums wrap. */
typedef uint16_t Eight __attribute__((vector_size(16)));
typedef int16_t SignedEight __attribute__((vector_size(16)));

SLUICE_INLINE Eight from(const int16_t* values) { return load<Eight>(values); }
SLUICE_INLINE void to(int16_t* values, Eight vector) { store(values, vector); }

SLUICE_INLINE Eight half(Eight value) {
  return reinterpret_cast<Eight>(reinterpret_cast<SignedEight>(value + (value >> 15)) >> 1);
}
SLUICE_INLINE Eight evens(Eight low, Eight before, Eight after) { return low - half(before + after); }
SLUICE_INLINE Eight odds(Eight high, Eight before, Eight after) { return high + high + half(before + after); }

/** What a level joins: `low` and `high` values each way make `low + high`. Rows of it stand `stride` apart. */
template <size_t kLow, size_t kHigh, size_t kStride>
struct Level {
  static constexpr size_t low = kLow, high = kHigh, width = kLow + kHigh, stride = kStride;
  /** At the first level the last low value has no high value beside it, nor has the one before. */
  static constexpr bool extrapolated = kHigh + 2 == kLow;
};

// Strides are whole vectors.
using First = Level<33, 31, 64>;
using Second = Level<17, 16, 40>;
using Third = Level<9, 8, 24>;

template <typename L>
SLUICE_INLINE void joinRow(const int16_t* low, const int16_t* high, int16_t* out) {
  constexpr size_t kBlocks = (L::high + 7) / 8;
  Eight h[kBlocks], even[kBlocks + 1];
  for (size_t b = 0; b < kBlocks; b++) h[b] = from(high + 8 * b);
  if (L::extrapolated) h[kBlocks - 1][7] = 0;
  // The value before the first is the first itself.
  Eight before = __builtin_shufflevector(h[0], h[0], 0, 0, 1, 2, 3, 4, 5, 6);
  for (size_t b = 0; b < kBlocks; b++) {
    if (b > 0) before = __builtin_shufflevector(h[b - 1], h[b], 7, 8, 9, 10, 11, 12, 13, 14);
    even[b] = evens(from(low + 8 * b), before, h[b]);
  }
  uint16_t last = static_cast<uint16_t>(low[L::low - 1]);
  if (!L::extrapolated) last = static_cast<uint16_t>(last - static_cast<uint16_t>(high[L::high - 1]));
  even[kBlocks] = Eight{last};
  for (size_t b = 0; b < kBlocks; b++) {
    Eight after = __builtin_shufflevector(even[b], even[b + 1], 1, 2, 3, 4, 5, 6, 7, 8);
    Eight odd = odds(h[b], even[b], after);
    to(out + 16 * b, __builtin_shufflevector(even[b], odd, 0, 8, 1, 9, 2, 10, 3, 11));
    to(out + 16 * b + 8, __builtin_shufflevector(even[b], odd, 4, 12, 5, 13, 6, 14, 7, 15));
  }
  if (!L::extrapolated) out[2 * L::high] = static_cast<int16_t>(last);
}

template <typename L>
SLUICE_INLINE void joinColumns(const int16_t* low, const int16_t* high, int16_t* out) {
  constexpr size_t s = L::stride;
  for (size_t x = 0; x < L::width; x += 8) {
    Eight h = from(high + x), even = evens(from(low + x), h, h);
    to(out + x, even);
    for (size_t n = 1; n < L::high; n++) {
      Eight next = from(high + n * s + x), nextEven = evens(from(low + n * s + x), h, next);
      to(out + (2 * n - 1) * s + x, odds(h, even, nextEven));
      to(out + 2 * n * s + x, nextEven);
      h = next;
      even = nextEven;
    }
    Eight after = L::extrapolated ? Eight{} : h;
    Eight last = evens(from(low + L::high * s + x), h, after);
    to(out + (2 * L::high - 1) * s + x, odds(h, even, last));
    to(out + 2 * L::high * s + x, last);
    if (L::extrapolated) {
      to(out + (2 * L::high + 1) * s + x, half(last + from(low + (L::high + 1) * s + x)));
    }
  }
}

/** `bands` holds HL, LH and HH of the level, `lowest` its LL with rows `lowestStride` apart. */
template <typename L>
SLUICE_INLINE void inverseLevel(const int16_t* bands, const int16_t* lowest, size_t lowestStride, int16_t* rows,
                                int16_t* out) {
  const int16_t* hl = bands;
  const int16_t* lh = hl + L::low * L::high;
  const int16_t* hh = lh + L::high * L::low;
  int16_t* high = rows + L::low * L::stride;
  for (size_t y = 0; y < L::low; y++) joinRow<L>(lowest + y * lowestStride, hl + y * L::high, rows + y * L::stride);
  for (size_t y = 0; y < L::high; y++) joinRow<L>(lh + y * L::low, hh + y * L::high, high + y * L::stride);
  joinColumns<L>(rows, high, out);
}

SLUICE_INLINE void inverse(int16_t* tile, int16_t* working) {
  int16_t* third = working + First::stride * First::width;
  int16_t* second = third + Third::stride * Third::width;
  static_assert(First::stride * First::width + Third::stride * Third::width + Second::stride * Second::width <=
                    kWaveletWorking,
                "the working memory holds rows and two levels");
  inverseLevel<Third>(tile + kTilePixels - 17 * 17, tile + kTilePixels - 9 * 9, Third::low, working, third);
  inverseLevel<Second>(tile + kTilePixels - 33 * 33, third, Third::stride, working, second);
  inverseLevel<First>(tile, second, Second::stride, working, tile);
}

#if SLUICE_X86
SLUICE_TARGET("ssse3")
void inverseSsse3(int16_t* tile, int16_t* working) { inverse(tile, working); }
SLUICE_TARGET("avx2")
void inverseAvx2(int16_t* tile, int16_t* working) { inverse(tile, working); }
#endif

}  // namespace

void inverseExtrapolatedWavelet(int16_t* tile, int16_t* working) {
#if SLUICE_X86
  if (simdLevel() >= Simd::avx2) return inverseAvx2(tile, working);
  if (simdLevel() >= Simd::ssse3) return inverseSsse3(tile, working);
#endif
  inverse(tile, working);
}

}  // namespace sluice
