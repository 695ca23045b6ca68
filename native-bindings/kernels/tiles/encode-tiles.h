// Encodes dirty cells for one viewer.
#pragma once

#include "coders.h"

namespace sluice {

/** The viewer's hash table: slot `i` of the browser holds the cell with hash `hashes[i]`, 0 when free. */
struct TileTable {
  const uint64_t* hashes;
  size_t slots;
};
/** A hash may stand in any of this many slots, from `hash % sets * kCacheWays`. */
constexpr size_t kCacheWays = 4;

/** Marks an entry of `stores` that reports a cache hit, so that the table's owner knows what is in use. */
constexpr uint32_t kCacheHit = 0xffffffff;

struct TileOutput {
  uint8_t* bytes;
  /** Pairs: offset of a slot field in `bytes`; index into `hashes` or kCacheHit. */
  uint32_t* stores;
  uint64_t* hashes;
  size_t length, tiles, storeCount;
};

inline size_t maxEncodedSize(size_t cells) { return cells * kMaxCell; }

/**
 * Appends records for every cell that differs from its shadow and updates the shadow. Void pixels are not sent; the
 * shadow becomes void where they are, and the viewer keeps what it shows there. INVARIANT: `output->bytes` has
 * room for maxEncodedSize(count), `stores` for two entries and `hashes` for one per cell; cell numbers are in range.
 */
void encodeTiles(const Surface& surface, const Surface& shadow, const uint16_t* cells, size_t count, TileTable cache,
                 TileScratch& scratch, TileOutput* output);

}  // namespace sluice
