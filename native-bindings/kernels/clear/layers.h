// The three layers of a ClearCodec bitmap. Each draws on the part of a surface that the bitmap covers.
#pragma once

#include "../surface.h"
#include "storage.h"

namespace sluice {

/** CLEARCODEC_RESIDUAL_DATA, [MS-RDPEGFX] 2.2.4.1.1.1: runs of colours that cover the bitmap. */
Status drawResidual(const Surface& bitmap, Bytes data);

/** CLEARCODEC_BANDS_DATA, [MS-RDPEGFX] 2.2.4.1.1.2: columns, most of which were sent before. */
Status drawBands(const Surface& bitmap, Bytes data, VBarStorage* storage);

/** CLEARCODEC_SUBCODEC_RLEX, [MS-RDPEGFX] 2.2.4.1.1.3.1.1: runs and suites of palette entries. */
Status drawRlex(const Surface& bitmap, Bytes data);

}  // namespace sluice
