// Handed-on tiles of one cell: the tables, then u16 length and payload of each. The cell is at the edge of the picture, and
// RemoteFX may stand beside the grid.
#include "../kernels/rfx/handed-tile.h"
#include "picture.h"

using namespace sluice;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static TilePlanes working;
  static ProgressiveState state;
  state.known = false;
  Picture picture(150, 100);
  Surface surface = picture.surface();
  Bytes rest = {data, size};
  HandedTables tables;
  if (readHandedTables(rest, &tables) != Status::ok) return 0;
  while (2 <= rest.size) {
    size_t length = least<size_t>(load16(rest.data), rest.size - 2);
    Bytes payload = rest.slice(2, length);
    bool progressive = handedTileIsProgressive(payload);
    uint32_t x = progressive ? 128 : 107, y = progressive ? 64 : 21;
    Status status = drawHandedTile(surface, x, y, tables, payload, progressive ? &state : nullptr, &working);
    if (status == Status::ok) {
      forEachDrawnPart(surface, x, y, payload, [&](Area part) {
        if (part.empty() || surface.width < part.right || surface.height < part.bottom) __builtin_trap();
      });
    }
    rest = rest.slice(2 + length, rest.size - 2 - length);
  }
  return 0;
}
