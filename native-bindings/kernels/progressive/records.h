// The records of a decode batch (src/codec/commands.ts) that work with progressive contexts.
#pragma once

#include "progressive.h"

namespace sluice {

/** The contexts of the surface that a record draws on. */
struct ProgressiveTarget {
  ProgressiveContexts* contexts;
  ProgressiveBudget* budget;

  void prepare(const Surface& surface) const { contexts->prepare(surface.columns(), surface.rows(), budget); }
};

/** Codec `progressive`: u32 codecContextId, then the blocks. */
Status drawProgressiveRecord(const Canvas& canvas, const ProgressiveTarget& target, Bytes data);

/**
 * Codec `tile`: the tables, then the payload of one tile (rfx/handed-tile.h) for the cell at left, top. Without
 * contexts, as on the desktop itself, tiles that build on others are refused.
 */
Status drawTileRecord(const Canvas& canvas, const Destination& at, const ProgressiveTarget* target, Bytes data);

/** Codec `deleteContext`: u32 codecContextId. */
Status deleteContextRecord(const ProgressiveTarget& target, Bytes data);

}  // namespace sluice
