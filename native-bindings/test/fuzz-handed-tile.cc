// Handed-on tiles of one cell: the tables, then u16 length and payload of each. The cell is at the edge of the picture.
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
    bool keeps = handedTileKeepsState(payload);
    drawHandedTile(surface, 128, 64, tables, payload, keeps || handedTileIsProgressive(payload) ? &state : nullptr,
                   &working);
    rest = rest.slice(2 + length, rest.size - 2 - length);
  }
  return 0;
}
