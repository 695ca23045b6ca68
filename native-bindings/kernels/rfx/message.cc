// RemoteFX encode messages, [MS-RDPRFX] 2.2.2. Every message is read on its own: the entropy coder stands in the tile
// set as well as in the context, so that nothing has to be kept from messages with headers to those without.
#include "rfx.h"
#include "tile-painter.h"

namespace sluice {

namespace {

enum BlockType : uint16_t {
  kSync = 0xccc0,
  kCodecVersions = 0xccc1,
  kChannels = 0xccc2,
  kContext = 0xccc3,
  kFrameBegin = 0xccc4,
  kFrameEnd = 0xccc5,
  kRegion = 0xccc6,
  kExtension = 0xccc7,
  kTileSet = 0xcac2,
  kTile = 0xcac3,
};

constexpr size_t kBlockHeader = 2 /* blockType */ + 4 /* blockLen */;
constexpr size_t kChannelHeader = 1 /* codecId */ + 1 /* channelId */;
constexpr size_t kTileHeader = kBlockHeader + 3 /* quantIdx */ + 2 + 2 /* xIdx, yIdx */ + 3 * 2 /* lengths */;
constexpr size_t kTileSetHeader = 2 /* subtype */ + 2 /* idx */ + 2 /* properties */ + 1 /* numQuant */ +
                                  1 /* tileSize */ + 2 /* numTiles */ + 4 /* tilesDataSize */;
constexpr uint32_t kMagic = 0xcaccacca;
constexpr uint16_t kVersion = 0x0100;
constexpr size_t kQuantization = 5;
bool readEntropy(uint32_t bits, Entropy* entropy) {
  *entropy = static_cast<Entropy>(bits & 15);
  return *entropy == Entropy::rlgr1 || *entropy == Entropy::rlgr3;
}

class Message {
 public:
  Message(const Canvas& canvas, const Destination& destination, TilePlanes* planes)
      : canvas_(canvas), left_(destination.left), top_(destination.top), planes_(planes) {}

  Status run(Bytes data) {
    while (data.size > 0) {
      if (data.size < kBlockHeader) return Status::truncated;
      size_t length = load32(data.data + 2);
      if (length < kBlockHeader) return Status::invalid;
      if (data.size < length) return Status::truncated;
      Status status = block(load16(data.data), data.slice(kBlockHeader, length - kBlockHeader));
      if (status != Status::ok) return status;
      data = data.slice(length, data.size - length);
    }
    return Status::ok;
  }

 private:
  Status block(uint16_t type, Bytes body) {
    if (type == kSync) return sync(body);
    if (type == kCodecVersions || type == kChannels) return Status::ok;
    if (type < kContext || kExtension < type) return Status::invalid;
    if (body.size < kChannelHeader) return Status::truncated;
    body = body.slice(kChannelHeader, body.size - kChannelHeader);
    if (type == kContext) return context(body);
    if (type == kRegion) return region(body);
    if (type == kExtension) return tileSet(body);
    // Frame begin and end carry nothing that decoding needs.
    return Status::ok;
  }

  Status sync(Bytes body) {
    if (body.size < 6 /* magic, version */) return Status::truncated;
    return load32(body.data) == kMagic && load16(body.data + 4) == kVersion ? Status::ok : Status::invalid;
  }

  Status context(Bytes body) {
    if (body.size < 5 /* ctxId, tileSize, properties */) return Status::truncated;
    hasContext_ = readEntropy(load16(body.data + 3) >> 9, &entropy_);
    return hasContext_ ? Status::ok : Status::invalid;
  }

  Status region(Bytes body) {
    if (body.size < 3 /* regionFlags, numRects */) return Status::truncated;
    size_t count = load16(body.data + 1);
    if (kMaxRectangles < count) return Status::tooLarge;
    if (body.size - 3 < count * kRectangleSize) return Status::truncated;
    rectangles_ = body.slice(3, count * kRectangleSize);
    return Status::ok;
  }

  Status tileSet(Bytes body) {
    if (body.size < kTileSetHeader - 4) return Status::truncated;
    const uint8_t* h = body.data;
    if (load16(h) != kTileSet) return Status::invalid;
    // Older hosts write the properties of the context here as well, where the field is a bit lower.
    uint16_t properties = load16(h + 4);
    bool known = hasContext_ || readEntropy(properties >> 10, &entropy_) || readEntropy(properties >> 9, &entropy_);
    if (!known) return Status::invalid;
    size_t quantizations = h[6], tiles = load16(h + 8);
    // Some hosts send a tile set without tiles, and then without its size.
    if (tiles == 0) return Status::ok;
    if (body.size < kTileSetHeader + quantizations * kQuantization) return Status::truncated;
    for (size_t i = 0; i < quantizations; i++) {
      quantizations_[i] = readQuantization(h + kTileSetHeader + i * kQuantization);
    }
    // A desktop has so many tiles; one that is sent twice is unusual already.
    if (size_t{canvas_.surface.columns() + 1} * (canvas_.surface.rows() + 1) * 2 < tiles) return Status::tooLarge;
    size_t used = kTileSetHeader + quantizations * kQuantization;
    Bytes rest = body.slice(used, body.size - used);
    for (size_t i = 0; i < tiles; i++) {
      Status status = tile(rest, quantizations);
      if (status != Status::ok) return status;
    }
    return Status::ok;
  }

  /** Reads TS_RFX_TILE, [MS-RDPRFX] 2.2.2.3.4.1, and moves past it. */
  Status tile(Bytes& rest, size_t quantizations) {
    if (rest.size < kTileHeader) return Status::truncated;
    const uint8_t* h = rest.data;
    size_t length = load32(h + 2);
    if (load16(h) != kTile || length < kTileHeader) return Status::invalid;
    if (rest.size < length) return Status::truncated;
    TileComponent components[3];
    size_t at = kTileHeader;
    for (int i = 0; i < 3; i++) {
      size_t size = load16(h + 13 + 2 * i);
      if (length - at < size) return Status::truncated;
      if (quantizations <= h[6 + i]) return Status::invalid;
      components[i] = {rest.slice(at, size), &quantizations_[h[6 + i]]};
      at += size;
    }
    rest = rest.slice(length, rest.size - length);
    return draw(load16(h + 9), load16(h + 11), components);
  }

  Status draw(uint32_t column, uint32_t row, const TileComponent components[3]) {
    int64_t x = left_ + column * int64_t{kTileSide}, y = top_ + row * int64_t{kTileSide};
    TilePainter painter(canvas_.surface, {x, y, x + int64_t{kTileSide}, y + int64_t{kTileSide}});
    if (painter.visible().empty()) return Status::ok;
    bool decoded = false;
    // A region without rectangles is the whole picture.
    size_t count = rectangles_.size / kRectangleSize;
    for (size_t i = 0; i < greatest<size_t>(count, 1); i++) {
      Area part = count == 0 ? painter.visible() : painter.clip(rectangle(i));
      if (part.empty()) continue;
      if (!painter.allows(part)) return Status::tooLarge;
      if (!decoded) decodeTileComponents(components, entropy_, planes_);
      decoded = true;
      painter.paint(*planes_, part);
      mark(canvas_.dirty, part);
    }
    return Status::ok;
  }

  Area rectangle(size_t index) const {
    Area r = readRectangle(rectangles_.data + index * kRectangleSize);
    return {left_ + r.left, top_ + r.top, left_ + r.right, top_ + r.bottom};
  }

  const Canvas& canvas_;
  const int64_t left_, top_;
  TilePlanes* const planes_;
  Bytes rectangles_ = {nullptr, 0};
  Entropy entropy_ = Entropy::rlgr1;
  bool hasContext_ = false;
  Dequantization quantizations_[256];
};

}  // namespace

Status decodeRemoteFx(const Canvas& canvas, const Destination& destination, Bytes data) {
  uint8_t* planes = canvas.scratch->take(sizeof(TilePlanes));
  if (!planes) return Status::noMemory;
  return Message(canvas, destination, reinterpret_cast<TilePlanes*>(planes)).run(data);
}

}  // namespace sluice
