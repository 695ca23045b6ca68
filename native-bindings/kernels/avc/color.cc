// YUV to pixels as [MS-RDPEGFX] has it: with U and V around zero,
//   R = Y + 403/256 V, G = Y - 48/256 U - 120/256 V, B = Y + 475/256 U.
// Whole parts of the factors are taken out, so that everything fits into sixteen bits and nothing is rounded twice.
#include "../pixels.h"
#include "avc.h"

namespace sluice {

namespace {

constexpr int kRedV = 403 - 256;
constexpr int kGreenU = -48;
constexpr int kGreenV = -120;
constexpr int kBlueU = 475 - 512;
/** A chroma value that differs less from the mean that came for it is the mean: what it differs by is coding noise. */
constexpr int kNoise = 30;

inline int clip(int value) { return value < 0 ? 0 : value > 255 ? 255 : value; }

inline void putPixel(uint8_t* to, int y, int u, int v) {
  u -= 128;
  v -= 128;
  auto red = static_cast<uint32_t>(clip(y + v + (kRedV * v >> 8)));
  auto green = static_cast<uint32_t>(clip(y + ((kGreenU * u + kGreenV * v) >> 8)));
  auto blue = static_cast<uint32_t>(clip(y + 2 * u + (kBlueU * u >> 8)));
  store(to, kOpaque | red << kRedShift | green << 8 | blue << kBlueShift);
}

/** The value of the first of four pixels, of whose values `mean` is the mean. */
inline int undoMean(int mean, int right, int below, int diagonal) {
  int value = clip(4 * mean - right - below - diagonal);
  int difference = value < mean ? mean - value : value - mean;
  return difference < kNoise ? mean : value;
}

#if SLUICE_WASM

/** What chroma adds to luma in each channel, for eight pixels. */
struct Eight {
  v128_t red, green, blue;
};

SLUICE_INLINE v128_t times(v128_t values, int factor) {
  return wasm_i16x8_mul(values, wasm_i16x8_splat(static_cast<int16_t>(factor)));
}

/** `u` and `v` are sixteen-bit lanes. */
SLUICE_INLINE Eight chromaOf(v128_t u, v128_t v) {
  const v128_t middle = wasm_i16x8_splat(128);
  u = wasm_i16x8_sub(u, middle);
  v = wasm_i16x8_sub(v, middle);
  v128_t red = wasm_i16x8_add(v, wasm_i16x8_shr(times(v, kRedV), 8));
  v128_t green = wasm_i16x8_shr(wasm_i16x8_add(times(u, kGreenU), times(v, kGreenV)), 8);
  v128_t blue = wasm_i16x8_add(wasm_i16x8_add(u, u), wasm_i16x8_shr(times(u, kBlueU), 8));
  return {red, green, blue};
}

SLUICE_INLINE void storeSixteen(uint8_t* to, v128_t y, const Eight& low, const Eight& high) {
  v128_t yLow = wasm_u16x8_extend_low_u8x16(y), yHigh = wasm_u16x8_extend_high_u8x16(y);
  storePixels(to, wasm_u8x16_narrow_i16x8(wasm_i16x8_add(yLow, low.red), wasm_i16x8_add(yHigh, high.red)),
              wasm_u8x16_narrow_i16x8(wasm_i16x8_add(yLow, low.green), wasm_i16x8_add(yHigh, high.green)),
              wasm_u8x16_narrow_i16x8(wasm_i16x8_add(yLow, low.blue), wasm_i16x8_add(yHigh, high.blue)));
}

SLUICE_INLINE v128_t doubledLow(v128_t lanes) { return wasm_i16x8_shuffle(lanes, lanes, 0, 0, 1, 1, 2, 2, 3, 3); }
SLUICE_INLINE v128_t doubledHigh(v128_t lanes) { return wasm_i16x8_shuffle(lanes, lanes, 4, 4, 5, 5, 6, 6, 7, 7); }

/** Sixteen pixels of a row of 4:2:0. */
SLUICE_INLINE void drawSixteen420(uint8_t* to, const uint8_t* y, v128_t u, v128_t v) {
  Eight c = chromaOf(u, v);
  storeSixteen(to, wasm_v128_load(y), {doubledLow(c.red), doubledLow(c.green), doubledLow(c.blue)},
               {doubledHigh(c.red), doubledHigh(c.green), doubledHigh(c.blue)});
}

/** Sixteen values of an even row, the even ones of them brought back from means. `below` is the row below. */
SLUICE_INLINE v128_t undoMeans(v128_t row, v128_t below) {
  const v128_t byte = wasm_i16x8_splat(255);
  v128_t mean = wasm_v128_and(row, byte), right = wasm_u16x8_shr(row, 8);
  v128_t value = wasm_i16x8_sub(wasm_i16x8_shl(mean, 2), right);
  value = wasm_i16x8_sub(value, wasm_i16x8_add(wasm_v128_and(below, byte), wasm_u16x8_shr(below, 8)));
  value = wasm_i16x8_min(wasm_i16x8_max(value, wasm_i16x8_splat(0)), byte);
  v128_t noise = wasm_i16x8_lt(wasm_i16x8_abs(wasm_i16x8_sub(value, mean)), wasm_i16x8_splat(kNoise));
  return wasm_v128_or(wasm_v128_bitselect(mean, value, noise), wasm_i16x8_shl(right, 8));
}

SLUICE_INLINE void drawSixteen444(uint8_t* to, const uint8_t* y, v128_t u, v128_t v) {
  Eight low = chromaOf(wasm_u16x8_extend_low_u8x16(u), wasm_u16x8_extend_low_u8x16(v));
  Eight high = chromaOf(wasm_u16x8_extend_high_u8x16(u), wasm_u16x8_extend_high_u8x16(v));
  storeSixteen(to, wasm_v128_load(y), low, high);
}

#endif

void drawRow420(const Yuv420& from, uint32_t row, uint32_t left, uint32_t right, uint8_t* to) {
  const uint8_t* y = from.y + row * from.lumaStride;
  const uint8_t* u = from.u + row / 2 * from.chromaStride;
  const uint8_t* v = from.v + row / 2 * from.chromaStride;
  uint32_t x = left;
  auto one = [&] {
    putPixel(to + size_t{x - left} * 4, y[x], u[x / 2 * from.chromaStep], v[x / 2 * from.chromaStep]);
    x++;
  };
  if (x % 2 == 1 && x < right) one();
#if SLUICE_WASM
  if (from.chromaStep == 1) {
    for (; x + 16 <= right; x += 16) {
      drawSixteen420(to + size_t{x - left} * 4, y + x, wasm_u16x8_load8x8(u + x / 2), wasm_u16x8_load8x8(v + x / 2));
    }
  } else {
    // U and V take turns in one row, the one in the lower byte of each lane, the other in the upper.
    for (; x + 16 <= right; x += 16) {
      v128_t both = wasm_v128_load(u + x);
      drawSixteen420(to + size_t{x - left} * 4, y + x, wasm_v128_and(both, wasm_i16x8_splat(255)),
                     wasm_u16x8_shr(both, 8));
    }
  }
#endif
  while (x < right) one();
}

void drawEvenRow444(const Yuv444& from, uint32_t row, uint32_t left, uint32_t right, uint8_t* to) {
  const uint8_t* y = from.row(0, row);
  const uint8_t *u = from.row(1, row), *v = from.row(2, row);
  const uint8_t *uBelow = from.row(1, row + 1), *vBelow = from.row(2, row + 1);
  uint32_t x = left;
  auto one = [&] {
    int uValue = u[x], vValue = v[x];
    if (x % 2 == 0) {
      uValue = undoMean(uValue, u[x + 1], uBelow[x], uBelow[x + 1]);
      vValue = undoMean(vValue, v[x + 1], vBelow[x], vBelow[x + 1]);
    }
    putPixel(to + size_t{x - left} * 4, y[x], uValue, vValue);
    x++;
  };
  if (x % 2 == 1 && x < right) one();
#if SLUICE_WASM
  for (; x + 16 <= right; x += 16) {
    drawSixteen444(to + size_t{x - left} * 4, y + x,
                   undoMeans(wasm_v128_load(u + x), wasm_v128_load(uBelow + x)),
                   undoMeans(wasm_v128_load(v + x), wasm_v128_load(vBelow + x)));
  }
#endif
  while (x < right) one();
}

void drawOddRow444(const Yuv444& from, uint32_t row, uint32_t left, uint32_t right, uint8_t* to) {
  const uint8_t *y = from.row(0, row), *u = from.row(1, row), *v = from.row(2, row);
  uint32_t x = left;
#if SLUICE_WASM
  for (; x + 16 <= right; x += 16) {
    drawSixteen444(to + size_t{x - left} * 4, y + x, wasm_v128_load(u + x), wasm_v128_load(v + x));
  }
#endif
  for (; x < right; x++) putPixel(to + size_t{x - left} * 4, y[x], u[x], v[x]);
}

}  // namespace

void drawYuv420(const Yuv420& from, const Region& area, uint8_t* to, size_t stride) {
  for (uint32_t row = area.top; row < area.bottom; row++, to += stride) {
    drawRow420(from, row, area.left, area.right, to);
  }
}

void drawYuv444(const Yuv444& from, const Region& area, uint8_t* to, size_t stride) {
  for (uint32_t row = area.top; row < area.bottom; row++, to += stride) {
    // Planes have an even number of rows, so that an even row has one below.
    (row % 2 == 0 ? drawEvenRow444 : drawOddRow444)(from, row, area.left, area.right, to);
  }
}

}  // namespace sluice
