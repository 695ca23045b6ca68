// What the progressive codec keeps between messages, for one surface: a state for each tile, and whose it is.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "progressive-tile.h"

namespace sluice {

/** States that a session may have at a time, some 36 KiB each: three desktops of 3840 × 2160. */
constexpr size_t kMaxProgressiveStates = 6144;
/** Contexts of one surface; hosts use one at a time. */
constexpr size_t kMaxProgressiveContexts = 256;

/** Counts the states of a session. INVARIANT: it outlives every surface whose states count in it. */
struct ProgressiveBudget {
  size_t states = 0;
};

/**
 * The codec contexts of a surface. A tile belongs to the context that drew it last, and only that one builds on it:
 * hosts have no two that draw on each other's tiles.
 */
class ProgressiveContexts {
 public:
  /** The context of tiles that came without one. What they keep is at everybody's disposal. */
  static constexpr uint32_t kAny = 0xffffffff;

  ProgressiveContexts() = default;
  ~ProgressiveContexts() { release(); }
  ProgressiveContexts(const ProgressiveContexts&) = delete;
  ProgressiveContexts& operator=(const ProgressiveContexts&) = delete;

  /** To be called before the others, every time: a surface has contexts when it is first drawn on. */
  void prepare(uint32_t columns, uint32_t rows, ProgressiveBudget* budget);

  size_t tiles() const { return tiles_.size(); }
  /** Is the tile within the surface? */
  bool holds(uint32_t column, uint32_t row) const { return column < columns_ && row < rows_; }

  /** What a tile of this context has to build on, or null. INVARIANT: the surface holds the tile. */
  ProgressiveState* find(uint32_t context, uint32_t column, uint32_t row);
  /** Makes the tile the context's, with the state that it has or a new one; null when there is no room for another. */
  ProgressiveState* require(uint32_t context, uint32_t column, uint32_t row);
  /** The tile was drawn in a way on which nothing can build. */
  void forget(uint32_t column, uint32_t row);

  /** RFX_SUBBAND_DIFFING of a context, [MS-RDPEGFX] 2.2.4.2.1.4: later tiles may be differences to those of now. */
  bool differences(uint32_t context) const;
  /** False when there are too many contexts. */
  bool setDifferences(uint32_t context, bool differences);

  /** Forgets a context and its tiles; one that does not exist is left alone. */
  void remove(uint32_t context);

 private:
  struct Tile {
    std::unique_ptr<ProgressiveState> state;
    uint32_t context;
  };

  size_t index(uint32_t column, uint32_t row) const { return size_t{row} * columns_ + column; }
  void release();

  uint32_t columns_ = 0, rows_ = 0;
  ProgressiveBudget* budget_ = nullptr;
  std::vector<Tile> tiles_;
  std::unordered_map<uint32_t, bool> differences_;
};

}  // namespace sluice
