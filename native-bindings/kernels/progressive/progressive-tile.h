// One tile of the RemoteFX Progressive codec, [MS-RDPEGFX] 3.3.8.2.
#pragma once

#include "quantization.h"
#include "wavelet.h"

namespace sluice {

/** What a tile is refined from, and what differences add to: the persistent progressive state. */
struct ProgressiveState {
  alignas(64) int16_t coefficients[3][kTilePixels];
  /** The sign of each coefficient since the first pass; those of value zero are coded differently. */
  alignas(64) int8_t signs[3][kTilePixels];
  /** Bits that are not known yet, quantization included. */
  BandValues positions[3];
  /** False until a first pass has filled it. */
  bool known;
};

enum class Pass : uint8_t { simple, first, upgrade };

struct ProgressiveTile {
  Pass pass;
  bool extrapolated;  // RFX_DWT_REDUCE_EXTRAPOLATE of the region
  bool difference;    // RFX_TILE_DIFFERENCE
  /** Quantization of Y, Cb and Cr, and what progressive quality adds to it. */
  BandValues quantization[3];
  BandValues progressive[3];
  /** Simple and first: the data of each component. Upgrade: its signed run-length (SRL) part. */
  Bytes data[3];
  /** Upgrade: the raw part. */
  Bytes raw[3];
};

/**
 * Decodes Y, Cb and Cr into `planes`. `state` is read by upgrades and differences, which are invalid without; it is
 * replaced by every tile that has one.
 */
Status decodeProgressiveTile(const ProgressiveTile& tile, ProgressiveState* state, TilePlanes* planes);

/**
 * Adds the bits between `known` and `wanted` to the coefficients of one component, [MS-RDPEGFX] 3.3.8.2.1.2.
 * INVARIANT: `wanted` is at most `known` in every band, and by less than sixteen.
 */
void refine(const BandLayout& layout, const BandValues& known, const BandValues& wanted, Bytes srl, Bytes raw,
            int16_t* coefficients, int8_t* signs);

}  // namespace sluice
