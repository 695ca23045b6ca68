#include "compose.h"

namespace sluice {

namespace {

/** First output pixel that shows source pixel `at` or a later one; inverse of `sourceOf`. */
int64_t firstShown(int64_t at, int64_t source, int64_t target) { return (at * target + source - 1) / source; }

/** The source pixel that an output pixel shows: the nearest one to the left. */
uint32_t sourceOf(int64_t at, uint32_t source, uint32_t target) {
  return static_cast<uint32_t>(at * source / target);
}

/** Returns whether the row differs from what was there. */
bool copyRow(const uint8_t* from, uint8_t* to, const Rect& shown, const GraphicsSurface& surface) {
  const Mapping& mapping = surface.mapping;
  if (mapping.width == surface.width) {
    from += (shown.left - mapping.left) * 4;
    size_t bytes = shown.width() * size_t{4};
    if (std::memcmp(to, from, bytes) == 0) return false;
    std::memcpy(to, from, bytes);
    return true;
  }
  for (int64_t x = shown.left; x < shown.right; x++, to += 4) {
    store(to, load32(from + sourceOf(x - mapping.left, surface.width, mapping.width) * size_t{4}));
  }
  return true;
}

/**
 * Copies the part of a surface that `part` names. Hosts draw again what is there already, and H.264 makes void what is void:
 * such a part is not marked, which spares every viewer a look at it. INVARIANT: the part lies inside the surface.
 */
void show(const GraphicsSurface& surface, const Rect& part, const Output& output) {
  const Mapping& m = surface.mapping;
  Rect area = {m.left + firstShown(part.left, surface.width, m.width),
               m.top + firstShown(part.top, surface.height, m.height),
               m.left + firstShown(part.right, surface.width, m.width),
               m.top + firstShown(part.bottom, surface.height, m.height)};
  Rect shown = intersect(area, bounds(output.surface));
  if (shown.empty()) return;
  Surface source = surface.view();
  bool differs = false;
  for (int64_t y = shown.top; y < shown.bottom; y++) {
    uint32_t row = sourceOf(y - m.top, surface.height, m.height);
    uint8_t* to = output.surface.at(static_cast<uint32_t>(shown.left), static_cast<uint32_t>(y));
    differs |= copyRow(source.at(0, row), to, shown, surface);
  }
  if (differs) markRect(output.dirty, shown);
}

}  // namespace

void showChanges(GraphicsSurface* surface, const Output& output) {
  uint8_t* const cells = surface->dirty.data();
  uint8_t* const end = cells + surface->dirty.size();
  uint32_t columns = surface->view().columns();
  uint8_t* cell = cells;
  while ((cell = static_cast<uint8_t*>(std::memchr(cell, 1, static_cast<size_t>(end - cell)))) != nullptr) {
    *cell = 0;
    uint32_t index = static_cast<uint32_t>(cell - cells);
    int64_t x = index % columns * kCell, y = index / columns * kCell;
    Rect part = intersect({x, y, x + kCell, y + kCell}, bounds(surface->view()));
    show(*surface, part, output);
  }
}

void hide(GraphicsSurface* surface, SurfaceTable* surfaces, const Output& output) {
  if (!surface->mapped) return;
  surface->mapped = false;
  Rect area = intersect(surface->mapping.area(), bounds(output.surface));
  if (area.empty()) return;
  fillRect(output.surface, area, kOpaque);
  markRect(output.dirty, area);
  surfaces->forEachMapped([&](GraphicsSurface& other) {
    if (intersect(other.mapping.area(), area).empty()) return;
    other.markAll();
    showChanges(&other, output);
  });
}

}  // namespace sluice
