// Shows surfaces on the desktop.
#pragma once

#include "surfaces.h"

namespace sluice {

/** A picture that is drawn on: the desktop, or for the commands that fill and copy a surface. */
struct Output {
  Surface surface;
  DirtyCells dirty;
};

/** Copies what changed of a mapped surface to the output. */
void showChanges(GraphicsSurface* surface, const Output& output);

/**
 * Clears what the output shows of a mapped surface and shows it no more. Other surfaces in its place come forth; where
 * there is none the desktop is black, so that nothing stale stays on it.
 */
void hide(GraphicsSurface* surface, SurfaceTable* surfaces, const Output& output);

}  // namespace sluice
