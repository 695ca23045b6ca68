#include "expand.h"

#include "../simd.h"

namespace sluice {

namespace {

// Five and six bits become eight by repeating the high bits below. Six bits follow FreeRDP, which adds a seventh of the
// range and saturates ((c << 2) + (c >> 3), at most 255), so that pictures equal xfreerdp's to the bit.
inline uint32_t five(uint32_t c) { return c << 3 | c >> 2; }
inline uint32_t six(uint32_t c) { return least((c << 2) + (c >> 3), 255u); }

inline uint32_t from565(uint32_t v) { return kOpaque | five(v >> 11) << 16 | six(v >> 5 & 63) << 8 | five(v & 31); }
inline uint32_t from555(uint32_t v) {
  return kOpaque | five(v >> 10 & 31) << 16 | five(v >> 5 & 31) << 8 | five(v & 31);
}

void expand8(const uint8_t* from, uint8_t* to, size_t count, const uint8_t* palette) {
  for (size_t i = 0; i < count; i++) store(to + i * 4, load32(palette + from[i] * 4) | kOpaque);
}

void expand15(const uint8_t* from, uint8_t* to, size_t count, const uint8_t*) {
  for (size_t i = 0; i < count; i++) store(to + i * 4, from555(load16(from + i * 2)));
}

void expand16(const uint8_t* from, uint8_t* to, size_t count, const uint8_t*) {
  for (size_t i = 0; i < count; i++) store(to + i * 4, from565(load16(from + i * 2)));
}

void expand24(const uint8_t* from, uint8_t* to, size_t count, const uint8_t*) {
  for (size_t i = 0; i < count; i++) store(to + i * 4, load24(from + i * 3) | kOpaque);
}

void expand32(const uint8_t* from, uint8_t* to, size_t count, const uint8_t*) {
  for (size_t i = 0; i < count; i++) store(to + i * 4, load32(from + i * 4) | kOpaque);
}

#if SLUICE_X86

/** Eight pixels of five or six bits to 8-bit B, G and R in 16-bit lanes, then interleaved. */
template <bool kGreenSix>
SLUICE_TARGET("ssse3")
void expandHighSsse3(const uint8_t* from, uint8_t* to, size_t count, const uint8_t* palette) {
  const __m128i mask5 = _mm_set1_epi16(31), mask6 = _mm_set1_epi16(63), full = _mm_set1_epi16(255);
  const __m128i opaque = _mm_set1_epi16(static_cast<short>(0xff00));
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i * 2));
    __m128i b = _mm_and_si128(v, mask5);
    __m128i g = _mm_and_si128(_mm_srli_epi16(v, 5), kGreenSix ? mask6 : mask5);
    __m128i r = _mm_and_si128(_mm_srli_epi16(v, kGreenSix ? 11 : 10), mask5);
    b = _mm_or_si128(_mm_slli_epi16(b, 3), _mm_srli_epi16(b, 2));
    r = _mm_or_si128(_mm_slli_epi16(r, 3), _mm_srli_epi16(r, 2));
    g = kGreenSix ? _mm_min_epi16(_mm_add_epi16(_mm_slli_epi16(g, 2), _mm_srli_epi16(g, 3)), full)
                  : _mm_or_si128(_mm_slli_epi16(g, 3), _mm_srli_epi16(g, 2));
    __m128i bg = _mm_or_si128(b, _mm_slli_epi16(g, 8));
    __m128i rx = _mm_or_si128(r, opaque);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i * 4), _mm_unpacklo_epi16(bg, rx));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i * 4 + 16), _mm_unpackhi_epi16(bg, rx));
  }
  (kGreenSix ? expand16 : expand15)(from + i * 2, to + i * 4, count - i, palette);
}

SLUICE_TARGET("ssse3")
void expand24Ssse3(const uint8_t* from, uint8_t* to, size_t count, const uint8_t* palette) {
  const __m128i order = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  const __m128i opaque = _mm_set1_epi32(static_cast<int>(kOpaque));
  size_t i = 0;
  // Sixteen bytes are read for twelve used: the last pixels are left to the plain loop.
  for (; i + 6 <= count; i += 4) {
    __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i * 3));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i * 4), _mm_or_si128(_mm_shuffle_epi8(v, order), opaque));
  }
  expand24(from + i * 3, to + i * 4, count - i, palette);
}

#endif

}  // namespace

bool pixelFormat(uint32_t bitsPerPixel, PixelFormat* format) {
  switch (bitsPerPixel) {
    case 8:
      *format = PixelFormat::indexed8;
      return true;
    case 15:
      *format = PixelFormat::rgb555;
      return true;
    case 16:
      *format = PixelFormat::rgb565;
      return true;
    case 24:
      *format = PixelFormat::bgr24;
      return true;
    case 32:
      *format = PixelFormat::bgrx32;
      return true;
    default:
      return false;
  }
}

size_t bytesPerPixel(PixelFormat format) {
  static const uint8_t sizes[] = {1, 2, 2, 3, 4};
  return sizes[static_cast<size_t>(format)];
}

ExpandRow expandRow(PixelFormat format) {
  bool vectors = simdLevel() >= Simd::ssse3;
  (void)vectors;
  switch (format) {
    case PixelFormat::indexed8:
      return expand8;
#if SLUICE_X86
    case PixelFormat::rgb555:
      return vectors ? expandHighSsse3<false> : expand15;
    case PixelFormat::rgb565:
      return vectors ? expandHighSsse3<true> : expand16;
    case PixelFormat::bgr24:
      return vectors ? expand24Ssse3 : expand24;
#else
    case PixelFormat::rgb555:
      return expand15;
    case PixelFormat::rgb565:
      return expand16;
    case PixelFormat::bgr24:
      return expand24;
#endif
    case PixelFormat::bgrx32:
      break;
  }
  return expand32;
}

}  // namespace sluice
