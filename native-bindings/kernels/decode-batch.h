// Walks a decode batch; the record layout stands in src/codec/commands.ts.
#pragma once

#include "bitmap/bitmap.h"
#include "graphics/graphics.h"

namespace sluice {

/**
 * Draws every record in order; `palette` (1024 bytes) is read and replaced. `graphics` may be null: records that need
 * it are then refused. Returns -1, or the index of the first record that could not be decoded; what preceded it is
 * drawn.
 */
int32_t decodeBatch(Bytes batch, const Surface& surface, uint8_t* dirty, uint8_t* palette, Graphics* graphics,
                    Scratch& scratch);

}  // namespace sluice
