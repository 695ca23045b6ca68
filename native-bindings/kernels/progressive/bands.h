// How the coefficients of a tile are laid out: HL1, LH1, HH1, HL2, LH2, HH2, HL3, LH3, HH3, LL3, one after another.
// [MS-RDPRFX] 3.1.8.1.7.1; with the reduce-extrapolate wavelet ([MS-RDPEGFX] 3.2.8.1.2.2) low bands have one row and
// column more than high ones, and two at the first level.
#pragma once

#include "../rfx/tile.h"

namespace sluice {

constexpr size_t kBands = 10;
/** The last band, and the only one that is coded as differences and refined without signs. */
constexpr size_t kLowest = kBands - 1;

struct BandLayout {
  /** Where each band begins, and where the last one ends. */
  uint16_t starts[kBands + 1];

  size_t size(size_t band) const { return size_t{starts[band + 1]} - starts[band]; }
};

constexpr BandLayout kPlainBands = {{0, 1024, 2048, 3072, 3328, 3584, 3840, 3904, 3968, 4032, kTilePixels}};
constexpr BandLayout kExtrapolatedBands = {{0, 1023, 2046, 3007, 3279, 3551, 3807, 3879, 3951, 4015, kTilePixels}};

}  // namespace sluice
