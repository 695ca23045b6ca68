// One 64×64 tile: entropy decoding, dequantization, inverse wavelet, colour. The steps of [MS-RDPRFX] 3.1.8.2.
#pragma once

#include "../base.h"

namespace sluice {

constexpr size_t kTileSide = 64;
constexpr size_t kTilePixels = kTileSide * kTileSide;

/** The `et` field of [MS-RDPRFX] 2.2.2.2.4 and 2.2.2.3.4. */
enum class Entropy : uint8_t { rlgr1 = 1, rlgr3 = 4 };

/** Bit shifts that undo the quantization, one for each 64 coefficients in the order in which they are coded. */
struct Dequantization {
  uint8_t shifts[kTilePixels / 64];
};

/** Reads TS_RFX_CODEC_QUANT, [MS-RDPRFX] 2.2.2.1.5: ten four-bit values. */
Dequantization readQuantization(const uint8_t five[5]);

/** Values that the inverse wavelets work in; the one of the progressive codec needs more than the other. */
constexpr size_t kWaveletWorking = 64 * 64 + 17 * 32 + 33 * 48;

/** Working memory of a tile. */
struct TilePlanes {
  alignas(64) int16_t planes[3][kTilePixels];
  alignas(64) int16_t rows[kWaveletWorking];
};

struct TileComponent {
  Bytes data;
  const Dequantization* quantization;
};

/** Decodes Y, Cb and Cr into `planes`. Every input gives a picture; data that ends early leaves the rest at zero. */
void decodeTileComponents(const TileComponent components[3], Entropy entropy, TilePlanes* planes);

/** RLGR, [MS-RDPRFX] 3.1.8.1.7.3: fills `coefficients`, already dequantized. */
void decodeRlgr(Bytes data, Entropy entropy, const Dequantization& quantization, int16_t* coefficients);

/** Three levels of the inverse 5/3 wavelet, [MS-RDPRFX] 3.1.8.2.4. `rows` is working memory. */
void inverseWavelet(int16_t* tile, int16_t* rows);

/** Converts `count` pixels, [MS-RDPRFX] 3.1.8.2.5. */
using ConvertYCbCr = void (*)(const int16_t* y, const int16_t* cb, const int16_t* cr, uint8_t* to, size_t count);
ConvertYCbCr convertYCbCr();

}  // namespace sluice
