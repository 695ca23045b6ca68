// Graphics state by number, for all threads of the process: a session's batches run on any of them.
#pragma once

#include <memory>

#include "graphics.h"

namespace sluice {

/** A number that was never given out before, from 1 on. */
uint64_t createGraphics(CacheLimits limits);

/** The state goes when no batch works with it any more. Numbers that are not known are left alone. */
void destroyGraphics(uint64_t id);

/** Holds a state for one batch. */
class GraphicsLease {
 public:
  /** Takes nothing when `id` is unknown or when another batch has it: then `get` is null. */
  explicit GraphicsLease(uint64_t id);
  ~GraphicsLease();
  GraphicsLease(const GraphicsLease&) = delete;
  GraphicsLease& operator=(const GraphicsLease&) = delete;

  Graphics* get() const;

 private:
  struct Entry;
  friend uint64_t createGraphics(CacheLimits limits);
  friend void destroyGraphics(uint64_t id);
  friend struct GraphicsTable;

  std::shared_ptr<Entry> entry_;
};

}  // namespace sluice
