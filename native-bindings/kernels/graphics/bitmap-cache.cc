#include "bitmap-cache.h"

namespace sluice {

Status BitmapCache::put(uint16_t slot, const Surface& from, const Rect& rect) {
  if (!exists(slot) || rect.empty()) return Status::invalid;
  if (entries_.size() < slot) entries_.resize(slot);
  Entry& entry = entries_[slot - 1];
  size_t row = rect.width() * size_t{4}, bytes = row * rect.height();
  bool fits = entry.pixels && entry.bytes() == bytes;
  if (!fits) {
    free(&entry);
    if (limits_.bytes - used_ < bytes) return Status::tooLarge;
    entry.pixels.reset(static_cast<uint8_t*>(std::malloc(bytes)));
    if (!entry.pixels) return Status::noMemory;
    used_ += bytes;
  }
  entry.width = rect.width();
  entry.height = rect.height();
  const uint8_t* source = from.at(static_cast<uint32_t>(rect.left), static_cast<uint32_t>(rect.top));
  for (uint32_t y = 0; y < entry.height; y++) {
    std::memcpy(entry.pixels.get() + y * row, source + y * from.stride, row);
  }
  return Status::ok;
}

Surface BitmapCache::get(uint16_t slot) const {
  if (!exists(slot) || entries_.size() < slot) return {nullptr, 0, 0, 0};
  const Entry& entry = entries_[slot - 1];
  return {entry.pixels.get(), entry.width, entry.height, size_t{entry.width} * 4};
}

Status BitmapCache::evict(uint16_t slot) {
  if (!exists(slot)) return Status::invalid;
  if (slot <= entries_.size()) free(&entries_[slot - 1]);
  return Status::ok;
}

void BitmapCache::free(Entry* entry) {
  if (entry->pixels) used_ -= entry->bytes();
  entry->pixels.reset();
}

}  // namespace sluice
