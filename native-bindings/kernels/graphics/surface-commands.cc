#include "surface-commands.h"

namespace sluice {

Status createSurface(Graphics* graphics, uint32_t id, uint32_t width, uint32_t height, const Output& output) {
  deleteSurface(graphics, id, output);
  return graphics->surfaces.create(id, width, height);
}

Status deleteSurface(Graphics* graphics, uint32_t id, const Output& output) {
  GraphicsSurface* surface = graphics->surfaces.find(id);
  if (!surface) return Status::invalid;
  hide(surface, &graphics->surfaces, output);
  graphics->surfaces.remove(id);
  return Status::ok;
}

Status mapSurface(Graphics* graphics, uint32_t id, Mapping mapping, const Output& output) {
  GraphicsSurface* surface = graphics->surfaces.find(id);
  if (!surface) return Status::invalid;
  if (mapping.width == 0 || mapping.height == 0) {
    mapping.width = surface->width;
    mapping.height = surface->height;
  }
  if (kMaxSide < mapping.width || kMaxSide < mapping.height) return Status::tooLarge;
  hide(surface, &graphics->surfaces, output);
  size_t mapped = 0;
  graphics->surfaces.forEachMapped([&](const GraphicsSurface&) { mapped++; });
  if (kMaxMapped <= mapped) return Status::tooLarge;
  surface->mapping = mapping;
  surface->mapped = true;
  surface->markAll();
  showChanges(surface, output);
  return Status::ok;
}

Status unmapSurface(Graphics* graphics, uint32_t id, const Output& output) {
  GraphicsSurface* surface = graphics->surfaces.find(id);
  if (!surface) return Status::invalid;
  hide(surface, &graphics->surfaces, output);
  return Status::ok;
}

}  // namespace sluice
