// Packs messages to a viewer with what earlier ones held: hosts send the same bytes again when a picture scrolls, moves or
// comes back. The format is described in docs/wire.md, the reader is src/wire/unpacker.ts.
#pragma once

#include "../base.h"

namespace sluice {

/** How far back a match may be: as much as the reader keeps. */
constexpr size_t kPackWindow = size_t{1} << 20;
/** Entries of the table of places, one for each hash. */
constexpr size_t kPackTable = size_t{1} << 17;

/**
 * Packs what stands in `window` from `from` on; before it is what the reader remembers, as far as it does. `table` holds
 * places by the hash of what stands there, counted from before the window: its first byte is at `start`, modulo 2^32.
 * Its entries are hints: whatever they are, the output is right.
 * Returns the bytes written, 0 when they do not fit into `capacity`; `maxPackedSize` always is enough.
 */
size_t pack(Bytes window, size_t from, uint32_t start, uint32_t* table, uint8_t* out, size_t capacity);

/** A match is never longer than what it stands for; runs of literals have a length before them. */
constexpr size_t maxPackedSize(size_t size) { return size + size / 256 + 16; }

}  // namespace sluice
