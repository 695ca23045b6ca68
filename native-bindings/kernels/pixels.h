// Sixteen pixels from their channels, for the browser's build.
#pragma once

#include "base.h"
#include "simd.h"

namespace sluice {

#if SLUICE_WASM

SLUICE_INLINE void storePixels(uint8_t* to, v128_t red, v128_t green, v128_t blue) {
  const v128_t opaque = wasm_u8x16_splat(0xff);
  v128_t rgLow = wasm_i8x16_shuffle(red, green, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128_t rgHigh = wasm_i8x16_shuffle(red, green, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128_t baLow = wasm_i8x16_shuffle(blue, opaque, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128_t baHigh = wasm_i8x16_shuffle(blue, opaque, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  wasm_v128_store(to, wasm_i16x8_shuffle(rgLow, baLow, 0, 8, 1, 9, 2, 10, 3, 11));
  wasm_v128_store(to + 16, wasm_i16x8_shuffle(rgLow, baLow, 4, 12, 5, 13, 6, 14, 7, 15));
  wasm_v128_store(to + 32, wasm_i16x8_shuffle(rgHigh, baHigh, 0, 8, 1, 9, 2, 10, 3, 11));
  wasm_v128_store(to + 48, wasm_i16x8_shuffle(rgHigh, baHigh, 4, 12, 5, 13, 6, 14, 7, 15));
}

#endif

}  // namespace sluice
