// What the progressive codec keeps between messages, for one surface: a state for each tile of each codec context.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "progressive-tile.h"

namespace sluice {

/** States that a session may have at a time, some 36 KiB each: three desktops of 3840 × 2160. */
constexpr size_t kMaxProgressiveStates = 6144;
/** Contexts of one surface; hosts use one. */
constexpr size_t kMaxProgressiveContexts = 8;

/** Counts the states of a session. INVARIANT: it outlives every context that was opened with it. */
struct ProgressiveBudget {
  size_t states = 0;
};

class ProgressiveContext {
 public:
  ProgressiveContext(uint32_t columns, uint32_t rows, ProgressiveBudget* budget)
      : columns_(columns), rows_(rows), budget_(budget), states_(size_t{columns} * rows) {}
  ~ProgressiveContext();
  ProgressiveContext(const ProgressiveContext&) = delete;
  ProgressiveContext& operator=(const ProgressiveContext&) = delete;

  /** Is the tile at this place within the surface that the context is for? */
  bool holds(uint32_t column, uint32_t row) const { return column < columns_ && row < rows_; }
  /** The state of a tile, or null when it has none yet. INVARIANT: the tile is within the context. */
  ProgressiveState* find(uint32_t column, uint32_t row) const { return states_[index(column, row)].get(); }
  /** As `find`, making it when there is none; null when there is no room for another. */
  ProgressiveState* require(uint32_t column, uint32_t row);

  size_t tiles() const { return states_.size(); }

  /** RFX_SUBBAND_DIFFING of [MS-RDPEGFX] 2.2.4.2.1.4: tiles may be differences to those of the frame before. */
  bool differences = false;

 private:
  size_t index(uint32_t column, uint32_t row) const { return size_t{row} * columns_ + column; }

  const uint32_t columns_, rows_;
  ProgressiveBudget* const budget_;
  std::vector<std::unique_ptr<ProgressiveState>> states_;
};

class ProgressiveContexts {
 public:
  /** The context, made when it is new; null when there are too many. */
  ProgressiveContext* open(uint32_t id, uint32_t columns, uint32_t rows, ProgressiveBudget* budget);
  /** A context that does not exist is left alone, [MS-RDPEGFX] 3.3.5.4. */
  void remove(uint32_t id) { contexts_.erase(id); }

 private:
  std::unordered_map<uint32_t, std::unique_ptr<ProgressiveContext>> contexts_;
};

}  // namespace sluice
