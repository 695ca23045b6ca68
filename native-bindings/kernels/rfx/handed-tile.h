// Tiles that are handed on to viewers as the host sent them, taken out of their message. The same code draws them for
// the gateway and, as WebAssembly, for the browser: no allocation, no library but memcpy and memset.
#pragma once

#include "../progressive/progressive-tile.h"
#include "tile-painter.h"

namespace sluice {

/** The tables that the indices of a frame's tiles count in. */
struct HandedTables {
  /** 5 bytes each: [MS-RDPRFX] 2.2.2.1.5, or [MS-RDPEGFX] 2.2.4.2.1.5.1 for progressive tiles. */
  Bytes quantizations;
  /** 16 bytes each: RFX_PROGRESSIVE_CODEC_QUANT, [MS-RDPEGFX] 2.2.4.2.1.5.2. */
  Bytes progressive;
};

/**
 * Reads `tables` (u8 count, count × 5 bytes; u8 count, count × 16 bytes) from the front of `data` and moves past them.
 */
Status readHandedTables(Bytes& data, HandedTables* tables);

/** Is it a tile of the progressive codec? Then it replaces what the state of its cell holds. */
bool handedTileIsProgressive(Bytes payload);

/**
 * Does the tile build on what its cell had, or will later ones build on it? Only then `drawHandedTile` needs a state
 * for the cell; with a tile that does not, what the state holds is no longer of use.
 */
bool handedTileKeepsState(Bytes payload);

/**
 * Draws one payload on the 64×64 pixels at x, y, as far as they are on the surface:
 *
 *   u8 kind: 0 RemoteFX RLGR1, 1 RemoteFX RLGR3, 2 progressive simple, 3 first, 4 upgrade
 *   u8 flags: 1 reduce-extrapolate, 2 sub-band difference, 4 clip rectangles follow, 8 later tiles may build on this one
 *   clip: u8 count, count × (u8 x, y, width - 1, height - 1) within the 64×64 pixels
 *   u8 × 3 index of the quantization of Y, Cb, Cr; of kinds 3 and 4 u8 index of the progressive quality, 0xff is full
 *   u16 × 3 lengths of Y, Cb, Cr; of kind 4 u16 × 6 lengths of SRL and raw data of Y, of Cb, of Cr; then the data
 *
 * `state` may be null for kinds 0 and 1 and where handedTileKeepsState is false.
 */
Status drawHandedTile(const Surface& surface, uint32_t x, uint32_t y, const HandedTables& tables, Bytes payload,
                      ProgressiveState* state, TilePlanes* working);

/** Calls `visit` with what a tile at x, y draws, as far as it is on the surface. INVARIANT: `drawHandedTile` drew it. */
template <typename Visit>
void forEachDrawnPart(const Surface& surface, uint32_t x, uint32_t y, Bytes payload, Visit visit) {
  constexpr uint8_t kClipped = 4;
  int64_t left = x, top = y;
  Area visible =
      intersect({left, top, left + int64_t{kTileSide}, top + int64_t{kTileSide}}, {0, 0, surface.width, surface.height});
  if (!(payload.data[1] & kClipped)) return visit(visible);
  const uint8_t* r = payload.data + 3;
  for (uint8_t i = 0; i < payload.data[2]; i++, r += 4) {
    Area part = intersect(visible, {left + r[0], top + r[1], left + r[0] + r[2] + 1, top + r[1] + r[3] + 1});
    if (!part.empty()) visit(part);
  }
}

}  // namespace sluice
