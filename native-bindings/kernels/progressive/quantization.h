// Quantization of progressive tiles. The order of the bands differs from RemoteFX ([MS-RDPRFX] 2.2.2.1.5).
#pragma once

#include "bands.h"

namespace sluice {

/** RFX_COMPONENT_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.1: a four-bit value for each band, in the order of BandLayout. */
struct BandValues {
  uint8_t bands[kBands];
};

constexpr size_t kQuantizationSize = 5;
constexpr size_t kProgressiveQuantizationSize = 1 /* quality */ + 3 * kQuantizationSize;
/** The quality that stands for no further quantization. */
constexpr uint8_t kFullQuality = 0xff;

BandValues readBandValues(const uint8_t five[kQuantizationSize]);

/** Is every value one that quantizes ([MS-RDPEGFX] 2.2.4.2.1.5.1: 6 to 15)? */
bool quantizes(const BandValues& values);

}  // namespace sluice
