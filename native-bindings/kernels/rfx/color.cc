// YCbCr to pixels. Coefficients are 11.5 fixed point; the factors of [MS-RDPRFX] 3.1.8.2.5 (ICT) are scaled by 2^14, the
// upper sixteen bits of each product are kept, and luma is brought to the same scale.
#include "../pixels.h"
#include "../simd.h"
#include "tile.h"

namespace sluice {

namespace {

constexpr int kRedCr = 22986;     // 1.403
constexpr int kGreenCb = -5636;   // -0.344
constexpr int kGreenCr = -11698;  // -0.714
constexpr int kBlueCb = 28999;    // 1.770
constexpr int kOffset = 4096;     // 128 in 11.5

inline int wrap(int value) { return static_cast<int16_t>(value); }
inline int highProduct(int value, int factor) { return (value * factor) >> 16; }
inline uint32_t channel(int sum) {
  int value = wrap(sum) >> 3;
  return static_cast<uint32_t>(value < 0 ? 0 : value > 255 ? 255 : value);
}

void convert(const int16_t* y, const int16_t* cb, const int16_t* cr, uint8_t* to, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int luma = wrap(y[i] + kOffset) >> 2;
    uint32_t red = channel(luma + highProduct(cr[i], kRedCr));
    uint32_t green = channel(wrap(luma + highProduct(cb[i], kGreenCb)) + highProduct(cr[i], kGreenCr));
    uint32_t blue = channel(luma + highProduct(cb[i], kBlueCb));
    store(to + i * 4, kOpaque | red << kRedShift | green << 8 | blue << kBlueShift);
  }
}

#if SLUICE_X86

SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i load8(const int16_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }

struct Eight {
  __m128i red, green, blue;
};

SLUICE_TARGET("ssse3")
SLUICE_INLINE Eight convertEight(const int16_t* y, const int16_t* cb, const int16_t* cr) {
  __m128i luma = _mm_srai_epi16(_mm_add_epi16(load8(y), _mm_set1_epi16(kOffset)), 2);
  __m128i u = load8(cb), v = load8(cr);
  __m128i red = _mm_add_epi16(luma, _mm_mulhi_epi16(v, _mm_set1_epi16(kRedCr)));
  __m128i green = _mm_add_epi16(luma, _mm_mulhi_epi16(u, _mm_set1_epi16(kGreenCb)));
  green = _mm_add_epi16(green, _mm_mulhi_epi16(v, _mm_set1_epi16(kGreenCr)));
  __m128i blue = _mm_add_epi16(luma, _mm_mulhi_epi16(u, _mm_set1_epi16(kBlueCb)));
  return {_mm_srai_epi16(red, 3), _mm_srai_epi16(green, 3), _mm_srai_epi16(blue, 3)};
}

SLUICE_TARGET("ssse3")
void convertSsse3(const int16_t* y, const int16_t* cb, const int16_t* cr, uint8_t* to, size_t count) {
  const __m128i opaque = _mm_set1_epi8(-1);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    Eight a = convertEight(y + i, cb + i, cr + i), b = convertEight(y + i + 8, cb + i + 8, cr + i + 8);
    __m128i red = _mm_packus_epi16(a.red, b.red), green = _mm_packus_epi16(a.green, b.green);
    __m128i blue = _mm_packus_epi16(a.blue, b.blue);
    __m128i bgLow = _mm_unpacklo_epi8(blue, green), bgHigh = _mm_unpackhi_epi8(blue, green);
    __m128i rxLow = _mm_unpacklo_epi8(red, opaque), rxHigh = _mm_unpackhi_epi8(red, opaque);
    __m128i* out = reinterpret_cast<__m128i*>(to + i * 4);
    _mm_storeu_si128(out, _mm_unpacklo_epi16(bgLow, rxLow));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi16(bgLow, rxLow));
    _mm_storeu_si128(out + 2, _mm_unpacklo_epi16(bgHigh, rxHigh));
    _mm_storeu_si128(out + 3, _mm_unpackhi_epi16(bgHigh, rxHigh));
  }
  convert(y + i, cb + i, cr + i, to + i * 4, count - i);
}

#elif SLUICE_WASM

/** The upper halves of eight products. */
SLUICE_INLINE v128_t highProducts(v128_t values, int factor) {
  v128_t factors = wasm_i16x8_splat(static_cast<int16_t>(factor));
  return wasm_i16x8_shuffle(wasm_i32x4_extmul_low_i16x8(values, factors), wasm_i32x4_extmul_high_i16x8(values, factors),
                            1, 3, 5, 7, 9, 11, 13, 15);
}

struct Eight {
  v128_t red, green, blue;
};

SLUICE_INLINE Eight convertEight(const int16_t* y, const int16_t* cb, const int16_t* cr) {
  v128_t luma = wasm_i16x8_shr(wasm_i16x8_add(wasm_v128_load(y), wasm_i16x8_splat(kOffset)), 2);
  v128_t u = wasm_v128_load(cb), v = wasm_v128_load(cr);
  v128_t red = wasm_i16x8_add(luma, highProducts(v, kRedCr));
  v128_t green = wasm_i16x8_add(wasm_i16x8_add(luma, highProducts(u, kGreenCb)), highProducts(v, kGreenCr));
  v128_t blue = wasm_i16x8_add(luma, highProducts(u, kBlueCb));
  return {wasm_i16x8_shr(red, 3), wasm_i16x8_shr(green, 3), wasm_i16x8_shr(blue, 3)};
}

void convertWasm(const int16_t* y, const int16_t* cb, const int16_t* cr, uint8_t* to, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    Eight a = convertEight(y + i, cb + i, cr + i), b = convertEight(y + i + 8, cb + i + 8, cr + i + 8);
    storePixels(to + i * 4, wasm_u8x16_narrow_i16x8(a.red, b.red), wasm_u8x16_narrow_i16x8(a.green, b.green),
                wasm_u8x16_narrow_i16x8(a.blue, b.blue));
  }
  convert(y + i, cb + i, cr + i, to + i * 4, count - i);
}

#endif

}  // namespace

ConvertYCbCr convertYCbCr() {
#if SLUICE_X86
  if (simdLevel() >= Simd::ssse3) return convertSsse3;
#elif SLUICE_WASM
  return convertWasm;
#endif
  return convert;
}

}  // namespace sluice
