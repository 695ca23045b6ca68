#include "tile.h"

namespace sluice {

namespace {

/** Blocks of 64 coefficients before each band: HL1, LH1, HH1, HL2, LH2, HH2, HL3, LH3, HH3, LL3. */
constexpr size_t kBandBlocks[] = {16, 16, 16, 4, 4, 4, 1, 1, 1, 1};
/** Where the quantization of each of these bands stands among LL3, LH3, HL3, HH3, LH2, HL2, HH2, LH1, HL1, HH1. */
constexpr uint8_t kBandFactor[] = {8, 7, 9, 5, 4, 6, 2, 1, 3, 0};
constexpr size_t kLowest = kTilePixels - 64;

/** The 64 values of LL3 are coded as differences, [MS-RDPRFX] 3.1.8.2.2. */
void sumDifferences(int16_t* values) {
  for (size_t i = 1; i < 64; i++) values[i] = static_cast<int16_t>(values[i] + values[i - 1]);
}

}  // namespace

Dequantization readQuantization(const uint8_t five[5]) {
  Dequantization result;
  size_t block = 0;
  for (size_t band = 0; band < 10; band++) {
    uint8_t factor = five[kBandFactor[band] / 2] >> (kBandFactor[band] % 2 * 4) & 15;
    // The factor counts from 6 for coefficients without fraction; ours carry five fractional bits.
    std::memset(result.shifts + block, factor == 0 ? 0 : factor - 1, kBandBlocks[band]);
    block += kBandBlocks[band];
  }
  return result;
}

void decodeTileComponents(const TileComponent components[3], Entropy entropy, TilePlanes* planes) {
  for (int i = 0; i < 3; i++) {
    int16_t* plane = planes->planes[i];
    decodeRlgr(components[i].data, entropy, *components[i].quantization, plane);
    sumDifferences(plane + kLowest);
    inverseWavelet(plane, planes->rows);
  }
}

}  // namespace sluice
