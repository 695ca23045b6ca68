// Off-screen surfaces of the graphics pipeline, [MS-RDPEGFX] 3.3.1.6, and where on the desktop they are shown.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include "../progressive/contexts.h"
#include "geometry.h"

namespace sluice {

/** A host with a surface for each window stays far below this. */
constexpr size_t kMaxSurfaces = 1024;
/** Pixels of all surfaces of one session: one of the largest side, or eight desktops of 3840 × 2160. */
constexpr size_t kMaxSurfacePixels = size_t{kMaxSide} * kMaxSide;

/**
 * Surfaces that the desktop shows: one for each monitor ([MS-RDPEGFX] 2.2.2.14), and as many while a host replaces them.
 * Each that overlaps one that goes is copied again.
 */
constexpr size_t kMaxMapped = 2 * 16;

struct FreeMemory {
  void operator()(uint8_t* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<uint8_t, FreeMemory>;

/** Where the desktop shows a surface, [MS-RDPEGFX] 2.2.2.15 and 2.2.2.22. It may lie outside, wholly or in part. */
struct Mapping {
  int32_t left, top;
  uint32_t width, height;

  Rect area() const { return {left, top, int64_t{left} + width, int64_t{top} + height}; }
};

/** Pixels that nobody has drawn on are void: their fourth byte is 0. */
struct GraphicsSurface {
  Memory pixels;
  uint32_t width, height;
  /** One byte per cell of the surface: what has to be shown on the desktop, if the surface is. */
  std::vector<uint8_t> dirty;
  bool mapped = false;
  Mapping mapping = {0, 0, 0, 0};
  ProgressiveContexts progressive;

  Surface view() const { return {pixels.get(), width, height, size_t{width} * 4}; }
  DirtyCells dirtyCells() { return {dirty.data(), view().columns()}; }
  void markAll() { dirty.assign(dirty.size(), 1); }
};

class SurfaceTable {
 public:
  /** INVARIANT: there is no surface `id`. */
  Status create(uint32_t id, uint32_t width, uint32_t height);
  /** False when there is no such surface. */
  bool remove(uint32_t id);
  /** INVARIANT: valid until the surface is created again or removed. Null for an unknown id. */
  GraphicsSurface* find(uint32_t id);

  /** Calls `visit` with every surface that the desktop shows, in the order of their ids. */
  template <typename Visit>
  void forEachMapped(Visit visit) {
    for (auto& [id, surface] : surfaces_) {
      if (surface.mapped) visit(surface);
    }
  }

 private:
  std::map<uint32_t, GraphicsSurface> surfaces_;
  size_t pixels_ = 0;
};

}  // namespace sluice
