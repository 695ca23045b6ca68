#include "contexts.h"

#include <new>

namespace sluice {

ProgressiveContext::~ProgressiveContext() {
  for (const auto& state : states_) budget_->states -= state ? 1 : 0;
}

ProgressiveState* ProgressiveContext::require(uint32_t column, uint32_t row) {
  std::unique_ptr<ProgressiveState>& state = states_[index(column, row)];
  if (state || kMaxProgressiveStates <= budget_->states) return state.get();
  state.reset(new (std::nothrow) ProgressiveState);
  if (!state) return nullptr;
  state->known = false;
  budget_->states++;
  return state.get();
}

ProgressiveContext* ProgressiveContexts::open(uint32_t id, uint32_t columns, uint32_t rows, ProgressiveBudget* budget) {
  auto found = contexts_.find(id);
  if (found != contexts_.end()) return found->second.get();
  if (kMaxProgressiveContexts <= contexts_.size()) return nullptr;
  return contexts_.emplace(id, std::make_unique<ProgressiveContext>(columns, rows, budget)).first->second.get();
}

}  // namespace sluice
