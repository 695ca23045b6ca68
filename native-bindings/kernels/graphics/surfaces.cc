#include "surfaces.h"

namespace sluice {

Status SurfaceTable::create(uint32_t id, uint32_t width, uint32_t height) {
  if (width < 1 || height < 1) return Status::invalid;
  if (kMaxSide < width || kMaxSide < height) return Status::tooLarge;
  size_t pixels = size_t{width} * height;
  if (kMaxSurfaces <= surfaces_.size() || kMaxSurfacePixels - pixels_ < pixels) return Status::tooLarge;
  // Pages that nobody draws on are never touched, which is why this is not aligned memory filled by hand.
  Memory memory(static_cast<uint8_t*>(std::calloc(pixels, 4)));
  if (!memory) return Status::noMemory;
  GraphicsSurface& surface = surfaces_[id];
  surface.pixels = std::move(memory);
  surface.width = width;
  surface.height = height;
  surface.dirty.assign(size_t{surface.view().columns()} * surface.view().rows(), 0);
  pixels_ += pixels;
  return Status::ok;
}

bool SurfaceTable::remove(uint32_t id) {
  auto found = surfaces_.find(id);
  if (found == surfaces_.end()) return false;
  pixels_ -= size_t{found->second.width} * found->second.height;
  surfaces_.erase(found);
  return true;
}

GraphicsSurface* SurfaceTable::find(uint32_t id) {
  auto found = surfaces_.find(id);
  return found == surfaces_.end() ? nullptr : &found->second;
}

}  // namespace sluice
