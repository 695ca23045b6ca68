#include "handed-tile.h"

namespace sluice {

namespace {

enum class Kind : uint8_t { rlgr1, rlgr3, simple, first, upgrade };

enum Flag : uint8_t {
  kExtrapolated = 1,
  kDifference = 2,
  kClipped = 4,
  kKept = 8,
  kKnownFlags = 15,
};

constexpr size_t kHead = 2;
constexpr size_t kClipSize = 4;

struct Payload {
  Kind kind;
  uint8_t flags;
  Bytes clip;
  uint8_t quantization[3];
  uint8_t quality;
  /** Y, Cb, Cr; of an upgrade SRL and raw data in turns. */
  Bytes data[6];
};

/** Takes `count` bytes from the front of `from`. */
bool take(Bytes& from, size_t count, Bytes* taken) {
  if (from.size < count) return false;
  *taken = from.slice(0, count);
  from = from.slice(count, from.size - count);
  return true;
}

Status readClip(Bytes& from, Bytes* clip) {
  Bytes count;
  if (!take(from, 1, &count) || !take(from, count.data[0] * kClipSize, clip)) return Status::truncated;
  for (size_t i = 0; i < clip->size; i += kClipSize) {
    const uint8_t* r = clip->data + i;
    if (kTileSide < r[0] + r[2] + 1u || kTileSide < r[1] + r[3] + 1u) return Status::invalid;
  }
  return Status::ok;
}

Status readPayload(Bytes from, Payload* payload) {
  Bytes head, indices, lengths;
  if (!take(from, kHead, &head)) return Status::truncated;
  payload->kind = static_cast<Kind>(head.data[0]);
  payload->flags = head.data[1];
  if (Kind::upgrade < payload->kind || payload->flags & ~kKnownFlags) return Status::invalid;
  payload->clip = {nullptr, 0};
  if (payload->flags & kClipped) {
    Status status = readClip(from, &payload->clip);
    if (status != Status::ok) return status;
  }
  bool progressive = payload->kind == Kind::first || payload->kind == Kind::upgrade;
  size_t parts = payload->kind == Kind::upgrade ? 6 : 3;
  if (!take(from, progressive ? 4 : 3, &indices) || !take(from, parts * 2, &lengths)) return Status::truncated;
  std::memcpy(payload->quantization, indices.data, 3);
  payload->quality = progressive ? indices.data[3] : kFullQuality;
  for (size_t i = 0; i < parts; i++) {
    if (!take(from, load16(lengths.data + 2 * i), &payload->data[i])) return Status::truncated;
  }
  return Status::ok;
}

/** Entry `index` of a table with entries of `size` bytes; null when there is none. */
const uint8_t* entry(Bytes table, uint8_t index, size_t size) {
  return (index + size_t{1}) * size <= table.size ? table.data + index * size : nullptr;
}

Status decodeRemoteFxPayload(const Payload& payload, const HandedTables& tables, TilePlanes* working) {
  Dequantization quantizations[3];
  TileComponent components[3];
  for (int i = 0; i < 3; i++) {
    const uint8_t* five = entry(tables.quantizations, payload.quantization[i], kQuantizationSize);
    if (!five) return Status::invalid;
    quantizations[i] = readQuantization(five);
    components[i] = {payload.data[i], &quantizations[i]};
  }
  decodeTileComponents(components, payload.kind == Kind::rlgr1 ? Entropy::rlgr1 : Entropy::rlgr3, working);
  return Status::ok;
}

bool keepsState(Kind kind, uint8_t flags) {
  if (kind < Kind::simple) return false;
  return kind != Kind::simple || flags & (kDifference | kKept);
}

Status decodeProgressivePayload(const Payload& payload, const HandedTables& tables, ProgressiveState* state,
                                TilePlanes* working) {
  ProgressiveTile tile;
  tile.pass = static_cast<Pass>(static_cast<uint8_t>(payload.kind) - static_cast<uint8_t>(Kind::simple));
  tile.extrapolated = (payload.flags & kExtrapolated) != 0;
  tile.difference = (payload.flags & kDifference) != 0;
  const uint8_t* quality = nullptr;
  if (payload.quality != kFullQuality) {
    quality = entry(tables.progressive, payload.quality, kProgressiveQuantizationSize);
    if (!quality) return Status::invalid;
  }
  for (int i = 0; i < 3; i++) {
    const uint8_t* five = entry(tables.quantizations, payload.quantization[i], kQuantizationSize);
    if (!five) return Status::invalid;
    tile.quantization[i] = readBandValues(five);
    tile.progressive[i] = quality ? readBandValues(quality + 1 + i * kQuantizationSize) : BandValues{};
    if (tile.pass == Pass::upgrade) {
      tile.data[i] = payload.data[2 * i];
      tile.raw[i] = payload.data[2 * i + 1];
    } else {
      tile.data[i] = payload.data[i];
    }
  }
  if (!keepsState(payload.kind, payload.flags)) {
    if (state) state->known = false;
    state = nullptr;
  }
  return decodeProgressiveTile(tile, state, working);
}

bool takeTable(Bytes& data, size_t size, Bytes* table) {
  Bytes count;
  return take(data, 1, &count) && take(data, count.data[0] * size, table);
}

}  // namespace

Status readHandedTables(Bytes& data, HandedTables* tables) {
  bool whole = takeTable(data, kQuantizationSize, &tables->quantizations) &&
               takeTable(data, kProgressiveQuantizationSize, &tables->progressive);
  return whole ? Status::ok : Status::truncated;
}

bool handedTileIsProgressive(Bytes payload) {
  return kHead <= payload.size && Kind::simple <= static_cast<Kind>(payload.data[0]);
}

bool handedTileKeepsState(Bytes payload) {
  return kHead <= payload.size && keepsState(static_cast<Kind>(payload.data[0]), payload.data[1]);
}

Status drawHandedTile(const Surface& surface, uint32_t x, uint32_t y, const HandedTables& tables, Bytes bytes,
                      ProgressiveState* state, TilePlanes* working) {
  Payload payload;
  Status status = readPayload(bytes, &payload);
  if (status != Status::ok) return status;
  status = payload.kind < Kind::simple ? decodeRemoteFxPayload(payload, tables, working)
                                       : decodeProgressivePayload(payload, tables, state, working);
  if (status != Status::ok) return status;
  int64_t left = x, top = y;
  TilePainter painter(surface, {left, top, left + int64_t{kTileSide}, top + int64_t{kTileSide}});
  if (painter.visible().empty()) return Status::ok;
  if (!(payload.flags & kClipped)) painter.paint(*working, painter.visible());
  for (size_t i = 0; i < payload.clip.size; i += kClipSize) {
    const uint8_t* r = payload.clip.data + i;
    Area part = painter.clip({left + r[0], top + r[1], left + r[0] + r[2] + 1, top + r[1] + r[3] + 1});
    if (part.empty()) continue;
    if (!painter.allows(part)) return Status::tooLarge;
    painter.paint(*working, part);
  }
  return Status::ok;
}

}  // namespace sluice
