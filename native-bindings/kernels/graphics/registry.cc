#include "registry.h"

#include <mutex>
#include <unordered_map>

namespace sluice {

struct GraphicsLease::Entry {
  explicit Entry(CacheLimits limits) : graphics(limits) {}

  Graphics graphics;
  /** Guarded by the table's mutex. */
  bool inUse = false;
};

struct GraphicsTable {
  std::mutex mutex;
  std::unordered_map<uint64_t, std::shared_ptr<GraphicsLease::Entry>> entries;
  uint64_t last = 0;

  /** Never freed, because threads may still draw while the process ends. */
  static GraphicsTable& instance() {
    static GraphicsTable* const table = new GraphicsTable;
    return *table;
  }
};

uint64_t createGraphics(CacheLimits limits) {
  auto entry = std::make_shared<GraphicsLease::Entry>(limits);
  GraphicsTable& table = GraphicsTable::instance();
  std::lock_guard<std::mutex> lock(table.mutex);
  table.entries.emplace(++table.last, std::move(entry));
  return table.last;
}

void destroyGraphics(uint64_t id) {
  GraphicsTable& table = GraphicsTable::instance();
  // Released outside the lock: surfaces may take a while to free.
  std::shared_ptr<GraphicsLease::Entry> entry;
  std::lock_guard<std::mutex> lock(table.mutex);
  auto found = table.entries.find(id);
  if (found == table.entries.end()) return;
  entry = std::move(found->second);
  table.entries.erase(found);
}

GraphicsLease::GraphicsLease(uint64_t id) {
  GraphicsTable& table = GraphicsTable::instance();
  std::lock_guard<std::mutex> lock(table.mutex);
  auto found = table.entries.find(id);
  if (found == table.entries.end() || found->second->inUse) return;
  entry_ = found->second;
  entry_->inUse = true;
}

GraphicsLease::~GraphicsLease() {
  if (!entry_) return;
  std::lock_guard<std::mutex> lock(GraphicsTable::instance().mutex);
  entry_->inUse = false;
}

Graphics* GraphicsLease::get() const { return entry_ ? &entry_->graphics : nullptr; }

}  // namespace sluice
