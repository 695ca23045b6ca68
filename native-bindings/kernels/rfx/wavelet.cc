// The inverse 5/3 wavelet, [MS-RDPRFX] 3.1.8.2.4. Arithmetic wraps at sixteen bits in every variant, so that all agree
// on hostile data too.
#include "../simd.h"
#include "tile.h"

namespace sluice {

namespace {

inline int16_t wrap(int value) { return static_cast<int16_t>(value); }
inline int16_t evenValue(int16_t low, int16_t before, int16_t after) {
  return wrap(low - (wrap(before + after + 1) >> 1));
}
inline int16_t oddValue(int16_t high, int16_t before, int16_t after) {
  return wrap(high * 2 + (wrap(before + after) >> 1));
}

/** One row of `side` low and high values to 2 × `side` samples. */
void joinRow(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  to[0] = evenValue(low[0], high[0], high[0]);
  for (size_t n = 1; n < side; n++) {
    to[2 * n] = evenValue(low[n], high[n - 1], high[n]);
    to[2 * n - 1] = oddValue(high[n - 1], to[2 * n - 2], to[2 * n]);
  }
  to[2 * side - 1] = oddValue(high[side - 1], to[2 * side - 2], to[2 * side - 2]);
}

/** Rows `low` and `high` (each `side` rows of 2 × `side`) to 2 × `side` rows. */
void joinColumns(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  size_t width = side * 2;
  for (size_t x = 0; x < width; x++) to[x] = evenValue(low[x], high[x], high[x]);
  for (size_t n = 1; n < side; n++) {
    const int16_t* l = low + n * width;
    const int16_t* h = high + n * width;
    int16_t* even = to + 2 * n * width;
    for (size_t x = 0; x < width; x++) {
      even[x] = evenValue(l[x], h[x - width], h[x]);
      even[x - width] = oddValue(h[x - width], even[x - 2 * width], even[x]);
    }
  }
  const int16_t* h = high + (side - 1) * width;
  int16_t* odd = to + (2 * side - 1) * width;
  for (size_t x = 0; x < width; x++) odd[x] = oddValue(h[x], odd[x - width], odd[x - width]);
}

using JoinRow = void (*)(const int16_t* low, const int16_t* high, int16_t* to, size_t side);
using JoinColumns = JoinRow;

#if SLUICE_X86

SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i at(const int16_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
SLUICE_TARGET("ssse3")
SLUICE_INLINE void put(int16_t* to, __m128i v) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), v); }

SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i evens(__m128i low, __m128i before, __m128i after) {
  __m128i sum = _mm_add_epi16(_mm_add_epi16(before, after), _mm_set1_epi16(1));
  return _mm_sub_epi16(low, _mm_srai_epi16(sum, 1));
}
SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i odds(__m128i high, __m128i before, __m128i after) {
  return _mm_add_epi16(_mm_add_epi16(high, high), _mm_srai_epi16(_mm_add_epi16(before, after), 1));
}

/** INVARIANT: `side` is a multiple of eight. */
SLUICE_TARGET("ssse3")
void joinRowSsse3(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  __m128i h = at(high);
  // The value before the first is the first itself.
  __m128i before = _mm_or_si128(_mm_slli_si128(h, 2), _mm_srli_si128(_mm_slli_si128(h, 14), 14));
  __m128i even = evens(at(low), before, h);
  for (size_t n = 0; n < side; n += 8) {
    __m128i nextHigh, nextEven, after;
    if (n + 8 < side) {
      nextHigh = at(high + n + 8);
      nextEven = evens(at(low + n + 8), _mm_alignr_epi8(nextHigh, h, 14), nextHigh);
      after = _mm_alignr_epi8(nextEven, even, 2);
    } else {
      nextHigh = h;
      nextEven = even;
      // The value after the last is the last itself.
      after = _mm_or_si128(_mm_srli_si128(even, 2), _mm_slli_si128(_mm_srli_si128(even, 14), 14));
    }
    __m128i odd = odds(h, even, after);
    put(to + 2 * n, _mm_unpacklo_epi16(even, odd));
    put(to + 2 * n + 8, _mm_unpackhi_epi16(even, odd));
    h = nextHigh;
    even = nextEven;
  }
}

SLUICE_TARGET("ssse3")
void joinColumnsSsse3(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  size_t width = side * 2;
  for (size_t x = 0; x < width; x += 8) {
    __m128i h = at(high + x);
    __m128i even = evens(at(low + x), h, h);
    put(to + x, even);
    for (size_t n = 1; n < side; n++) {
      __m128i next = at(high + n * width + x);
      __m128i nextEven = evens(at(low + n * width + x), h, next);
      put(to + (2 * n - 1) * width + x, odds(h, even, nextEven));
      put(to + 2 * n * width + x, nextEven);
      h = next;
      even = nextEven;
    }
    put(to + (2 * side - 1) * width + x, odds(h, even, even));
  }
}

SLUICE_TARGET("avx2")
SLUICE_INLINE __m256i at16(const int16_t* from) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)); }
SLUICE_TARGET("avx2")
SLUICE_INLINE void put16(int16_t* to, __m256i v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), v); }

SLUICE_TARGET("avx2")
SLUICE_INLINE __m256i evens16(__m256i low, __m256i before, __m256i after) {
  __m256i sum = _mm256_add_epi16(_mm256_add_epi16(before, after), _mm256_set1_epi16(1));
  return _mm256_sub_epi16(low, _mm256_srai_epi16(sum, 1));
}
SLUICE_TARGET("avx2")
SLUICE_INLINE __m256i odds16(__m256i high, __m256i before, __m256i after) {
  return _mm256_add_epi16(_mm256_add_epi16(high, high), _mm256_srai_epi16(_mm256_add_epi16(before, after), 1));
}

/** As joinColumnsSsse3, sixteen columns at a time. */
SLUICE_TARGET("avx2")
void joinColumnsAvx2(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  size_t width = side * 2;
  for (size_t x = 0; x < width; x += 16) {
    __m256i h = at16(high + x);
    __m256i even = evens16(at16(low + x), h, h);
    put16(to + x, even);
    for (size_t n = 1; n < side; n++) {
      __m256i next = at16(high + n * width + x);
      __m256i nextEven = evens16(at16(low + n * width + x), h, next);
      put16(to + (2 * n - 1) * width + x, odds16(h, even, nextEven));
      put16(to + 2 * n * width + x, nextEven);
      h = next;
      even = nextEven;
    }
    put16(to + (2 * side - 1) * width + x, odds16(h, even, even));
  }
}

#elif SLUICE_WASM

SLUICE_INLINE v128_t evens(v128_t low, v128_t before, v128_t after) {
  v128_t sum = wasm_i16x8_add(wasm_i16x8_add(before, after), wasm_i16x8_splat(1));
  return wasm_i16x8_sub(low, wasm_i16x8_shr(sum, 1));
}
SLUICE_INLINE v128_t odds(v128_t high, v128_t before, v128_t after) {
  return wasm_i16x8_add(wasm_i16x8_add(high, high), wasm_i16x8_shr(wasm_i16x8_add(before, after), 1));
}
/** The last of `before`, then the first seven of `values`. */
SLUICE_INLINE v128_t precededBy(v128_t before, v128_t values) {
  return wasm_i16x8_shuffle(before, values, 7, 8, 9, 10, 11, 12, 13, 14);
}
/** The last seven of `values`, then the first of `after`. */
SLUICE_INLINE v128_t followedBy(v128_t values, v128_t after) {
  return wasm_i16x8_shuffle(values, after, 1, 2, 3, 4, 5, 6, 7, 8);
}

/** INVARIANT: `side` is a multiple of eight. */
void joinRowWasm(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  v128_t h = wasm_v128_load(high);
  // The value before the first is the first itself.
  v128_t even = evens(wasm_v128_load(low), wasm_i16x8_shuffle(h, h, 0, 0, 1, 2, 3, 4, 5, 6), h);
  for (size_t n = 0; n < side; n += 8) {
    v128_t nextHigh = h, nextEven = even, after;
    if (n + 8 < side) {
      nextHigh = wasm_v128_load(high + n + 8);
      nextEven = evens(wasm_v128_load(low + n + 8), precededBy(h, nextHigh), nextHigh);
      after = followedBy(even, nextEven);
    } else {
      // The value after the last is the last itself.
      after = wasm_i16x8_shuffle(even, even, 1, 2, 3, 4, 5, 6, 7, 7);
    }
    v128_t odd = odds(h, even, after);
    wasm_v128_store(to + 2 * n, wasm_i16x8_shuffle(even, odd, 0, 8, 1, 9, 2, 10, 3, 11));
    wasm_v128_store(to + 2 * n + 8, wasm_i16x8_shuffle(even, odd, 4, 12, 5, 13, 6, 14, 7, 15));
    h = nextHigh;
    even = nextEven;
  }
}

void joinColumnsWasm(const int16_t* low, const int16_t* high, int16_t* to, size_t side) {
  size_t width = side * 2;
  for (size_t x = 0; x < width; x += 8) {
    v128_t h = wasm_v128_load(high + x);
    v128_t even = evens(wasm_v128_load(low + x), h, h);
    wasm_v128_store(to + x, even);
    for (size_t n = 1; n < side; n++) {
      v128_t next = wasm_v128_load(high + n * width + x);
      v128_t nextEven = evens(wasm_v128_load(low + n * width + x), h, next);
      wasm_v128_store(to + (2 * n - 1) * width + x, odds(h, even, nextEven));
      wasm_v128_store(to + 2 * n * width + x, nextEven);
      h = next;
      even = nextEven;
    }
    wasm_v128_store(to + (2 * side - 1) * width + x, odds(h, even, even));
  }
}

#endif

struct Steps {
  JoinRow row = joinRow;
  JoinColumns columns = joinColumns;
};

Steps chooseSteps() {
  Steps steps;
#if SLUICE_X86
  if (simdLevel() >= Simd::ssse3) steps = {joinRowSsse3, joinColumnsSsse3};
  if (simdLevel() >= Simd::avx2) steps.columns = joinColumnsAvx2;
#elif SLUICE_WASM
  steps = {joinRowWasm, joinColumnsWasm};
#endif
  return steps;
}

/** One level: bands HL, LH, HH, LL of `side` × `side` at `bands` become 2 × `side` × 2 × `side` values in their place.
 */
void inverseLevel(const Steps& steps, int16_t* bands, int16_t* rows, size_t side) {
  size_t band = side * side, width = side * 2;
  const int16_t *hl = bands, *lh = bands + band, *hh = bands + 2 * band, *ll = bands + 3 * band;
  int16_t* low = rows;
  int16_t* high = rows + side * width;
  for (size_t y = 0; y < side; y++) {
    steps.row(ll + y * side, hl + y * side, low + y * width, side);
    steps.row(lh + y * side, hh + y * side, high + y * width, side);
  }
  steps.columns(low, high, bands, side);
}

}  // namespace

void inverseWavelet(int16_t* tile, int16_t* rows) {
  static const Steps steps = chooseSteps();
  inverseLevel(steps, tile + 3840, rows, 8);
  inverseLevel(steps, tile + 3072, rows, 16);
  inverseLevel(steps, tile, rows, 32);
}

}  // namespace sluice
