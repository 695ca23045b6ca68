#include "quantization.h"

namespace sluice {

namespace {

constexpr uint8_t kLeastFactor = 6;
/** Where each band stands among LL3, HL3, LH3, HH3, HL2, LH2, HH2, HL1, LH1, HH1. */
constexpr uint8_t kPositions[kBands] = {7, 8, 9, 4, 5, 6, 1, 2, 3, 0};

}  // namespace

BandValues readBandValues(const uint8_t five[kQuantizationSize]) {
  BandValues values;
  for (size_t band = 0; band < kBands; band++) {
    uint8_t position = kPositions[band];
    values.bands[band] = five[position / 2] >> (position % 2 * 4) & 15;
  }
  return values;
}

bool quantizes(const BandValues& values) {
  for (uint8_t value : values.bands) {
    if (value < kLeastFactor) return false;
  }
  return true;
}

}  // namespace sluice
