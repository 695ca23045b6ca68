// Tiles that a host encoded and the gateway handed on, as docs/wire-tiles.md describes them.
#pragma once

#include "../kernels/base.h"

namespace sluice {

/** Draws a tile, of which `width` × `height` pixels are on the desktop, with its left top corner at `to`. */
Status drawHandedOn(Bytes payload, Bytes quantizations, uint8_t* to, size_t stride, uint32_t width, uint32_t height);

}  // namespace sluice
