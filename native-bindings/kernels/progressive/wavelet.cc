// The inverse of the reduce-extrapolate wavelet, [MS-RDPEGFX] 3.3.8.2.1.3. Bands have 33, 17 and 9 low values for 31, 16
// and 8 high ones. Halves are rounded towards zero. Arithmetic wraps at sixteen bits, so that every variant agrees on
// hostile data too. The loops are written for the compiler to make vectors of.
#include "wavelet.h"

#include "../simd.h"

namespace sluice {

namespace {

SLUICE_INLINE int16_t wrap(int value) { return static_cast<int16_t>(value); }
SLUICE_INLINE int16_t half(int16_t value) {
  return wrap(wrap(value + static_cast<int16_t>(static_cast<uint16_t>(value) >> 15)) >> 1);
}
SLUICE_INLINE int16_t evenValue(int16_t low, int16_t before, int16_t after) {
  return wrap(low - half(wrap(before + after)));
}
SLUICE_INLINE int16_t oddValue(int16_t high, int16_t before, int16_t after) {
  return wrap(wrap(high * 2) + half(wrap(before + after)));
}

/** What a level joins: `low` and `high` values each way make `low + high`. Rows of it stand `stride` apart. */
template <size_t kLow, size_t kHigh, size_t kStride>
struct Level {
  static constexpr size_t low = kLow, high = kHigh, width = kLow + kHigh, stride = kStride;
  /** At the first level the last low value has no high value beside it, nor has the one before. */
  static constexpr bool extrapolated = kHigh + 2 == kLow;
};

// Strides are whole vectors of sixteen.
using First = Level<33, 31, 64>;
using Second = Level<17, 16, 48>;
using Third = Level<9, 8, 32>;

template <typename L>
SLUICE_INLINE void joinRow(const int16_t* low, const int16_t* high, int16_t* to) {
  int16_t evens[L::high + 2];
  evens[0] = wrap(low[0] - high[0]);
  for (size_t n = 1; n < L::high; n++) evens[n] = evenValue(low[n], high[n - 1], high[n]);
  const int16_t last = high[L::high - 1];
  evens[L::high] = L::extrapolated ? evenValue(low[L::high], last, 0) : wrap(low[L::high] - last);
  for (size_t n = 0; n < L::high; n++) {
    to[2 * n] = evens[n];
    to[2 * n + 1] = oddValue(high[n], evens[n], evens[n + 1]);
  }
  to[2 * L::high] = evens[L::high];
  if (L::extrapolated) to[2 * L::high + 1] = half(wrap(evens[L::high] + low[L::low - 1]));
}

template <typename L>
SLUICE_INLINE void joinColumns(const int16_t* low, const int16_t* high, int16_t* to) {
  constexpr size_t s = L::stride;
  for (size_t x = 0; x < s; x++) to[x] = wrap(low[x] - high[x]);
  for (size_t n = 1; n < L::high; n++) {
    const int16_t* l = low + n * s;
    const int16_t* h = high + (n - 1) * s;
    int16_t* out = to + (2 * n - 1) * s;
    for (size_t x = 0; x < s; x++) {
      int16_t even = evenValue(l[x], h[x], h[x + s]);
      out[x] = oddValue(h[x], to[(2 * n - 2) * s + x], even);
      out[x + s] = even;
    }
  }
  const int16_t* l = low + L::high * s;
  const int16_t* h = high + (L::high - 1) * s;
  int16_t* out = to + (2 * L::high - 1) * s;
  for (size_t x = 0; x < s; x++) {
    int16_t even = L::extrapolated ? evenValue(l[x], h[x], 0) : wrap(l[x] - h[x]);
    out[x] = oddValue(h[x], to[(2 * L::high - 2) * s + x], even);
    out[x + s] = even;
    if (L::extrapolated) out[x + 2 * s] = half(wrap(even + l[x + s]));
  }
}

/** `bands` holds HL, LH and HH of the level, `lowest` its LL with rows `lowestStride` apart. */
template <typename L>
SLUICE_INLINE void inverseLevel(const int16_t* bands, const int16_t* lowest, size_t lowestStride, int16_t* rows,
                                int16_t* to) {
  const int16_t* hl = bands;
  const int16_t* lh = hl + L::low * L::high;
  const int16_t* hh = lh + L::high * L::low;
  int16_t* high = rows + L::low * L::stride;
  for (size_t y = 0; y < L::low; y++) joinRow<L>(lowest + y * lowestStride, hl + y * L::high, rows + y * L::stride);
  for (size_t y = 0; y < L::high; y++) joinRow<L>(lh + y * L::low, hh + y * L::high, high + y * L::stride);
  joinColumns<L>(rows, high, to);
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
SLUICE_TARGET("avx2")
void inverseAvx2(int16_t* tile, int16_t* working) { inverse(tile, working); }
#endif

}  // namespace

void inverseExtrapolatedWavelet(int16_t* tile, int16_t* working) {
#if SLUICE_X86
  if (simdLevel() >= Simd::avx2) return inverseAvx2(tile, working);
#endif
  inverse(tile, working);
}

}  // namespace sluice
