// The face of the browser's kernels. The memory belongs to the caller, who decides what lies where: everything from
// `__heap_base` on is free. Addresses and sizes come from the client's own code, which has checked them.
#include "../kernels/avc/avc.h"
#include "../kernels/rfx/handed-tile.h"

#define SLUICE_EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace sluice {

SLUICE_EXPORT("drawYuv420")
void exportDrawYuv420(const uint8_t* y, const uint8_t* u, const uint8_t* v, uint32_t lumaStride, uint32_t chromaStride,
                      uint32_t chromaStep, uint32_t left, uint32_t top, uint32_t right, uint32_t bottom, uint8_t* to,
                      uint32_t stride) {
  drawYuv420({y, u, v, lumaStride, chromaStride, chromaStep}, {left, top, right, bottom}, to, stride);
}

/** `view`: 0 main, 1 auxiliary of AVC444, 2 auxiliary of AVC444v2. */
SLUICE_EXPORT("combine")
void exportCombine(uint32_t view, const uint8_t* y, const uint8_t* u, const uint8_t* v, uint32_t lumaStride,
                   uint32_t chromaStride, uint32_t chromaStep, uint32_t left, uint32_t top, uint32_t right,
                   uint32_t bottom, uint8_t* planes, uint32_t width, uint32_t height) {
  auto* kernel = view == 0 ? combineMain : view == 1 ? combineAuxiliary : combineAuxiliaryV2;
  kernel({y, u, v, lumaStride, chromaStride, chromaStep}, {left, top, right, bottom}, {planes, width, height});
}

SLUICE_EXPORT("drawYuv444")
void exportDrawYuv444(uint8_t* planes, uint32_t width, uint32_t height, uint32_t left, uint32_t top, uint32_t right,
                      uint32_t bottom, uint8_t* to, uint32_t stride) {
  drawYuv444({planes, width, height}, {left, top, right, bottom}, to, stride);
}

/** Bytes that a cell needs for tiles that build on each other, all zero at first. */
SLUICE_EXPORT("tileStateSize") uint32_t exportTileStateSize() { return sizeof(ProgressiveState); }

/** Has this tile to be given the state of its cell? 0 no, 1 if there is one, 2 yes. */
SLUICE_EXPORT("tileState") uint32_t exportTileState(const uint8_t* payload, uint32_t length) {
  Bytes bytes = {payload, length};
  return handedTileKeepsState(bytes) ? 2 : handedTileIsProgressive(bytes) ? 1 : 0;
}

/** Draws a tile on a picture. Returns 0, or a status other than ok for a tile that makes no sense. */
SLUICE_EXPORT("drawTile")
uint32_t exportDrawTile(uint8_t* pixels, uint32_t width, uint32_t height, uint32_t x, uint32_t y,
                        const uint8_t* quantizations, uint32_t quantizationsLength, const uint8_t* progressive,
                        uint32_t progressiveLength, const uint8_t* payload, uint32_t length, ProgressiveState* state) {
  static TilePlanes working;
  HandedTables tables = {{quantizations, quantizationsLength}, {progressive, progressiveLength}};
  Surface picture = {pixels, width, height, size_t{width} * 4};
  return static_cast<uint32_t>(drawHandedTile(picture, x, y, tables, {payload, length}, state, &working));
}

}  // namespace sluice
