#include "records.h"

#include "../rfx/handed-tile.h"

namespace sluice {

namespace {

constexpr size_t kContextId = 4;

/** Reads codecContextId and moves past it. */
bool readContextId(Bytes& data, uint32_t* id) {
  if (data.size < kContextId) return false;
  *id = load32(data.data);
  data = data.slice(kContextId, data.size - kContextId);
  return true;
}

/** What the tile in `payload` builds on, or null if it needs nothing. */
Status takeState(const ProgressiveTarget& target, uint32_t column, uint32_t row, Bytes payload,
                 ProgressiveState** state) {
  *state = nullptr;
  if (!handedTileKeepsState(payload)) {
    target.contexts->forget(column, row);
    return Status::ok;
  }
  *state = target.contexts->require(ProgressiveContexts::kAny, column, row);
  return *state ? Status::ok : Status::tooLarge;
}

}  // namespace

Status drawProgressiveRecord(const Canvas& canvas, const ProgressiveTarget& target, Bytes data) {
  uint32_t id;
  if (!readContextId(data, &id)) return Status::truncated;
  target.prepare(canvas.surface);
  return decodeProgressive(canvas, {target.contexts, id}, data);
}

Status drawTileRecord(const Canvas& canvas, const Destination& at, const ProgressiveTarget* target, Bytes data) {
  HandedTables tables;
  Status status = readHandedTables(data, &tables);
  if (status != Status::ok) return status;
  const Surface& surface = canvas.surface;
  bool progressive = handedTileIsProgressive(data);
  bool onGrid = at.left % kCell == 0 && at.top % kCell == 0;
  if (at.left < 0 || at.top < 0 || (progressive && !onGrid)) return Status::invalid;
  auto x = static_cast<uint32_t>(at.left), y = static_cast<uint32_t>(at.top);
  // As in whole messages, RemoteFX may draw beyond the picture, and the progressive codec may not.
  if (surface.width <= x || surface.height <= y) return progressive ? Status::invalid : Status::ok;
  ProgressiveState* state = nullptr;
  if (target && progressive) {
    target->prepare(surface);
    status = takeState(*target, x / kCell, y / kCell, data, &state);
    if (status != Status::ok) return status;
  }
  uint8_t* planes = canvas.scratch->take(sizeof(TilePlanes));
  if (!planes) return Status::noMemory;
  status = drawHandedTile(surface, x, y, tables, data, state, reinterpret_cast<TilePlanes*>(planes));
  if (status != Status::ok) return status;
  forEachDrawnPart(surface, x, y, data, [&](Area part) { mark(canvas.dirty, part); });
  return Status::ok;
}

Status deleteContextRecord(const ProgressiveTarget& target, Bytes data) {
  uint32_t id;
  if (!readContextId(data, &id)) return Status::truncated;
  target.contexts->remove(id);
  return Status::ok;
}

}  // namespace sluice
