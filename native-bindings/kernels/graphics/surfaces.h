// Off-screen surfaces of the graphics pipeline, [MS-RDPEGFX] 3.3.1.6, and where on the desktop they are shown.
#pragma once

#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <vector>

#include "../surface.h"

namespace sluice {

/** A host with a surface for each window stays far below this. */
constexpr size_t kMaxSurfaces = 1024;
/** Pixels of all surfaces of one session: one of the largest side, or eight desktops of 3840 × 2160. */
constexpr size_t kMaxSurfacePixels = size_t{kMaxSide} * kMaxSide;

struct FreeMemory {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<uint8_t, FreeMemory>;

/** Pixels that nobody has drawn on are void: their fourth byte is 0. */
struct GraphicsSurface {
  Memory pixels;
  uint32_t width, height;
  /** One byte per cell of the surface: what has to be shown on the desktop. */
  std::vector<uint8_t> dirty;

  Surface view() const { return {pixels.get(), width, height, size_t{width} * 4}; }
  DirtyCells dirtyCells() { return {dirty.data(), view().columns()}; }
};

class SurfaceTable {
 public:
  /** A surface whose id is taken replaces it, contents and all. */
  Status create(uint32_t id, uint32_t width, uint32_t height);
  /** False when there is no such surface. */
  bool remove(uint32_t id);
  /** INVARIANT: valid until the surface is created again or removed. Null for an unknown id. */
  GraphicsSurface* find(uint32_t id);

 private:
  std::unordered_map<uint32_t, GraphicsSurface> surfaces_;
  size_t pixels_ = 0;
};

}  // namespace sluice
