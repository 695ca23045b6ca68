// Commands about surfaces as a whole: making, showing, deleting.
#pragma once

#include "graphics.h"

namespace sluice {

/** A surface whose id is taken goes first. */
Status createSurface(Graphics* graphics, uint32_t id, uint32_t width, uint32_t height, const Output& output);

/** Where a surface was shown the desktop becomes black, or shows what lies behind. */
Status deleteSurface(Graphics* graphics, uint32_t id, const Output& output);

/** Shows a surface there and nowhere else; `width` and `height` of 0 leave it in its size. */
Status mapSurface(Graphics* graphics, uint32_t id, Mapping mapping, const Output& output);

Status unmapSurface(Graphics* graphics, uint32_t id, const Output& output);

}  // namespace sluice
