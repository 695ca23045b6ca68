// The inverse of the reduce-extrapolate wavelet.
#pragma once

#include "../rfx/tile.h"

namespace sluice {

/**
 * Three levels, from coefficients laid out as kExtrapolatedBands to 64×64 samples in their place. `working` holds
 * kWaveletWorking values.
 */
void inverseExtrapolatedWavelet(int16_t* tile, int16_t* working);

}  // namespace sluice
