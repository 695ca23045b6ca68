#include "planes.h"

#include "../simd.h"

namespace sluice {

namespace {

using UndoRow = void (*)(uint8_t* row, const uint8_t* above, size_t width);
using JoinRow = void (*)(const uint8_t* red, const uint8_t* green, const uint8_t* blue, uint8_t* to, size_t count);
/** `shift` as in YCoCgPlanes; `step` 1 reads a chroma byte per pixel, 2 one for two pixels, the first at `x`. */
using ConvertRow = void (*)(const YCoCgPlanes& planes, const uint8_t* luma, const uint8_t* orange, const uint8_t* green,
                            uint8_t* to, size_t count, size_t x);

inline uint8_t unzigzag(uint8_t value) { return static_cast<uint8_t>(value >> 1 ^ -(value & 1)); }

void undoRow(uint8_t* row, const uint8_t* above, size_t width) {
  for (size_t x = 0; x < width; x++) row[x] = static_cast<uint8_t>(above[x] + unzigzag(row[x]));
}

void joinRow(const uint8_t* red, const uint8_t* green, const uint8_t* blue, uint8_t* to, size_t count) {
  for (size_t i = 0; i < count; i++) {
    store(to + i * 4, kOpaque | static_cast<uint32_t>(red[i] << 16 | green[i] << 8 | blue[i]));
  }
}

inline uint32_t saturate(int value) { return static_cast<uint32_t>(value < 0 ? 0 : value > 255 ? 255 : value); }

void convertRow(const YCoCgPlanes& planes, const uint8_t* luma, const uint8_t* orange, const uint8_t* green,
                uint8_t* to, size_t count, size_t x) {
  int half = planes.subsampled ? 1 : 0;
  for (size_t i = 0; i < count; i++) {
    size_t at = (x + i) >> half;
    int y = luma[x + i];
    int co = static_cast<int8_t>(static_cast<uint8_t>(orange[at] << planes.shift));
    int cg = static_cast<int8_t>(static_cast<uint8_t>(green[at] << planes.shift));
    uint32_t warm = saturate(y + co - cg), cold = saturate(y - co - cg);
    uint32_t red = planes.swapRedAndBlue ? cold : warm, blue = planes.swapRedAndBlue ? warm : cold;
    store(to + i * 4, kOpaque | red << 16 | saturate(y + cg) << 8 | blue);
  }
}

#if SLUICE_X86

SLUICE_TARGET("avx2")
void undoRowAvx2(uint8_t* row, const uint8_t* above, size_t width) {
  const __m256i low7 = _mm256_set1_epi8(0x7f), one = _mm256_set1_epi8(1), zero = _mm256_setzero_si256();
  size_t x = 0;
  for (; x + 32 <= width; x += 32) {
    __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + x));
    __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 1), low7);
    __m256i delta = _mm256_xor_si256(half, _mm256_sub_epi8(zero, _mm256_and_si256(v, one)));
    __m256i up = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(above + x));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(row + x), _mm256_add_epi8(up, delta));
  }
  undoRow(row + x, above + x, width - x);
}

SLUICE_TARGET("ssse3")
void undoRowSsse3(uint8_t* row, const uint8_t* above, size_t width) {
  const __m128i low7 = _mm_set1_epi8(0x7f), one = _mm_set1_epi8(1), zero = _mm_setzero_si128();
  size_t x = 0;
  for (; x + 16 <= width; x += 16) {
    __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + x));
    __m128i half = _mm_and_si128(_mm_srli_epi16(v, 1), low7);
    __m128i delta = _mm_xor_si128(half, _mm_sub_epi8(zero, _mm_and_si128(v, one)));
    __m128i up = _mm_loadu_si128(reinterpret_cast<const __m128i*>(above + x));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(row + x), _mm_add_epi8(up, delta));
  }
  undoRow(row + x, above + x, width - x);
}

/** Interleaves sixteen pixels of three planes. */
SLUICE_TARGET("ssse3")
SLUICE_INLINE void interleave(__m128i red, __m128i green, __m128i blue, uint8_t* to) {
  const __m128i opaque = _mm_set1_epi8(-1);
  __m128i bgLow = _mm_unpacklo_epi8(blue, green), bgHigh = _mm_unpackhi_epi8(blue, green);
  __m128i rxLow = _mm_unpacklo_epi8(red, opaque), rxHigh = _mm_unpackhi_epi8(red, opaque);
  __m128i* out = reinterpret_cast<__m128i*>(to);
  _mm_storeu_si128(out, _mm_unpacklo_epi16(bgLow, rxLow));
  _mm_storeu_si128(out + 1, _mm_unpackhi_epi16(bgLow, rxLow));
  _mm_storeu_si128(out + 2, _mm_unpacklo_epi16(bgHigh, rxHigh));
  _mm_storeu_si128(out + 3, _mm_unpackhi_epi16(bgHigh, rxHigh));
}

SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i loadBytes(const uint8_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }

SLUICE_TARGET("ssse3")
void joinRowSsse3(const uint8_t* red, const uint8_t* green, const uint8_t* blue, uint8_t* to, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    interleave(loadBytes(red + i), loadBytes(green + i), loadBytes(blue + i), to + i * 4);
  joinRow(red + i, green + i, blue + i, to + i * 4, count - i);
}

/** Eight chroma bytes, shifted as bytes and then widened with their sign. */
SLUICE_TARGET("ssse3")
SLUICE_INLINE __m128i widenChroma(__m128i lowBytes, __m128i shift) {
  __m128i high = _mm_unpacklo_epi8(_mm_setzero_si128(), lowBytes);
  return _mm_srai_epi16(_mm_sll_epi16(high, shift), 8);
}

struct Chroma {
  __m128i low, high;
};

SLUICE_TARGET("ssse3")
SLUICE_INLINE Chroma loadChroma(const uint8_t* from, size_t x, bool subsampled, __m128i shift) {
  __m128i bytes;
  if (subsampled) {
    bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + x / 2));
    bytes = _mm_unpacklo_epi8(bytes, bytes);
  } else {
    bytes = loadBytes(from + x);
  }
  return {widenChroma(bytes, shift), widenChroma(_mm_srli_si128(bytes, 8), shift)};
}

/** INVARIANT: `x` is even when chroma is subsampled. */
SLUICE_TARGET("ssse3")
void convertRowSsse3(const YCoCgPlanes& planes, const uint8_t* luma, const uint8_t* orange, const uint8_t* green,
                     uint8_t* to, size_t count, size_t x) {
  const __m128i shift = _mm_cvtsi32_si128(planes.shift), zero = _mm_setzero_si128();
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m128i y = loadBytes(luma + x + i);
    __m128i yLow = _mm_unpacklo_epi8(y, zero), yHigh = _mm_unpackhi_epi8(y, zero);
    Chroma co = loadChroma(orange, x + i, planes.subsampled, shift);
    Chroma cg = loadChroma(green, x + i, planes.subsampled, shift);
    __m128i tLow = _mm_sub_epi16(yLow, cg.low), tHigh = _mm_sub_epi16(yHigh, cg.high);
    __m128i warm = _mm_packus_epi16(_mm_add_epi16(tLow, co.low), _mm_add_epi16(tHigh, co.high));
    __m128i cold = _mm_packus_epi16(_mm_sub_epi16(tLow, co.low), _mm_sub_epi16(tHigh, co.high));
    __m128i middle = _mm_packus_epi16(_mm_add_epi16(yLow, cg.low), _mm_add_epi16(yHigh, cg.high));
    interleave(planes.swapRedAndBlue ? cold : warm, middle, planes.swapRedAndBlue ? warm : cold, to + i * 4);
  }
  convertRow(planes, luma, orange, green, to + i * 4, count - i, x + i);
}

#endif

struct Rows {
  UndoRow undo = undoRow;
  JoinRow join = joinRow;
  ConvertRow convert = convertRow;
};

Rows chooseRows() {
  Rows rows;
#if SLUICE_X86
  if (simdLevel() >= Simd::ssse3) rows = {undoRowSsse3, joinRowSsse3, convertRowSsse3};
  if (simdLevel() >= Simd::avx2) rows.undo = undoRowAvx2;
#endif
  return rows;
}

const Rows& rows() {
  static const Rows chosen = chooseRows();
  return chosen;
}

}  // namespace

void undoDeltas(uint8_t* plane, size_t width, size_t height) {
  UndoRow undo = rows().undo;
  for (size_t y = 1; y < height; y++) undo(plane + y * width, plane + (y - 1) * width, width);
}

void joinRgb(const Surface& surface, const Placement& place, const uint8_t* red, const uint8_t* green,
             const uint8_t* blue, size_t stride) {
  JoinRow join = rows().join;
  for (uint32_t row = 0; row < place.height; row++) {
    size_t from = place.sourceRow(row) * stride + place.skipX;
    join(red + from, green + from, blue + from, surface.at(place.x, place.y + row), place.width);
  }
}

void joinYCoCg(const Surface& surface, const Placement& place, const YCoCgPlanes& planes) {
  // Two pixels share a chroma byte: vectors start at an even pixel.
  bool odd = planes.subsampled && (place.skipX & 1) != 0;
  ConvertRow convert = odd ? convertRow : rows().convert;
  for (uint32_t row = 0; row < place.height; row++) {
    size_t y = place.sourceRow(row);
    size_t chroma = (planes.subsampled ? y / 2 : y) * planes.chromaStride;
    convert(planes, planes.luma + y * planes.lumaStride, planes.orange + chroma, planes.green + chroma,
            surface.at(place.x, place.y + row), place.width, place.skipX);
  }
}

}  // namespace sluice
