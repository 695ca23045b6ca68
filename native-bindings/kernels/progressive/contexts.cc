#include "contexts.h"

#include <new>

namespace sluice {

void ProgressiveContexts::prepare(uint32_t columns, uint32_t rows, ProgressiveBudget* budget) {
  if (budget_) return;
  columns_ = columns;
  rows_ = rows;
  budget_ = budget;
  tiles_.resize(size_t{columns} * rows);
}

ProgressiveState* ProgressiveContexts::find(uint32_t context, uint32_t column, uint32_t row) {
  Tile& tile = tiles_[index(column, row)];
  bool belongs = tile.context == context || tile.context == kAny || context == kAny;
  return belongs ? tile.state.get() : nullptr;
}

ProgressiveState* ProgressiveContexts::require(uint32_t context, uint32_t column, uint32_t row) {
  ProgressiveState* known = find(context, column, row);
  Tile& tile = tiles_[index(column, row)];
  if (!tile.state) {
    if (kMaxProgressiveStates <= budget_->states) return nullptr;
    tile.state.reset(new (std::nothrow) ProgressiveState);
    if (!tile.state) return nullptr;
    budget_->states++;
  }
  tile.context = context;
  if (!known) tile.state->known = false;
  return tile.state.get();
}

void ProgressiveContexts::forget(uint32_t column, uint32_t row) {
  Tile& tile = tiles_[index(column, row)];
  // The memory stays: the next pass is soon here.
  if (tile.state) tile.state->known = false;
}

bool ProgressiveContexts::differences(uint32_t context) const {
  auto found = differences_.find(context);
  return found != differences_.end() && found->second;
}

bool ProgressiveContexts::setDifferences(uint32_t context, bool differences) {
  auto found = differences_.find(context);
  if (found != differences_.end()) {
    found->second = differences;
    return true;
  }
  if (kMaxProgressiveContexts <= differences_.size()) return false;
  differences_.emplace(context, differences);
  return true;
}

void ProgressiveContexts::remove(uint32_t context) {
  differences_.erase(context);
  for (Tile& tile : tiles_) {
    if (!tile.state || tile.context != context) continue;
    tile.state.reset();
    budget_->states--;
  }
}

void ProgressiveContexts::release() {
  for (Tile& tile : tiles_) {
    if (tile.state) budget_->states--;
  }
}

}  // namespace sluice
