// The blocks of a progressive message, [MS-RDPEGFX] 2.2.4.2.1, and its tiles.
#include "../rfx/tile-painter.h"
#include "progressive.h"

namespace sluice {

namespace {

enum BlockType : uint16_t {
  kSync = 0xccc0,
  kFrameBegin = 0xccc1,
  kFrameEnd = 0xccc2,
  kContext = 0xccc3,
  kRegion = 0xccc4,
  kTileSimple = 0xccc5,
  kTileFirst = 0xccc6,
  kTileUpgrade = 0xccc7,
};

constexpr size_t kBlockHeader = 2 /* blockType */ + 4 /* blockLen */;
constexpr size_t kRegionHeader = 1 /* tileSize */ + 2 /* numRects */ + 1 /* numQuant */ + 1 /* numProgQuant */ +
                                 1 /* flags */ + 2 /* numTiles */ + 4 /* tileDataSize */;
constexpr size_t kTilePlace = 3 /* quantIdx */ + 2 + 2 /* xIdx, yIdx */;
constexpr uint32_t kMagic = 0xcaccacca;
constexpr uint16_t kVersion = 0x0100;
constexpr uint8_t kSubbandDiffing = 1;
constexpr uint8_t kReduceExtrapolate = 1;
constexpr uint8_t kTileDifference = 1;
/** [MS-RDPEGFX] 2.2.4.2.1.5: numQuant is at most seven. */
constexpr size_t kMaxQuantizations = 7;
/** Regions of one message; hosts send one. */
constexpr size_t kMaxRegions = 64;
/** Times that one message may draw a tile: its passes. */
constexpr size_t kMaxPasses = 8;

struct Region {
  Bytes rectangles, quantizations, progressive, tiles;
  size_t count;
  bool extrapolated;
};

/** Takes a block from the front of `data`; `body` is what follows its header. */
Status takeBlock(Bytes& data, uint16_t* type, Bytes* body) {
  if (data.size < kBlockHeader) return Status::truncated;
  size_t length = load32(data.data + 2);
  if (length < kBlockHeader) return Status::invalid;
  if (data.size < length) return Status::truncated;
  *type = load16(data.data);
  *body = data.slice(kBlockHeader, length - kBlockHeader);
  data = data.slice(length, data.size - length);
  return Status::ok;
}

class Message {
 public:
  Message(const Canvas& canvas, const ProgressiveContext& context, TilePlanes* planes)
      : canvas_(canvas), contexts_(*context.contexts), context_(context.id), planes_(planes) {}

  Status run(Bytes data) {
    // Regions may share their tiles, so that all rectangles have to be known before the first tile is drawn.
    while (data.size > 0) {
      uint16_t type;
      Bytes body;
      Status status = takeBlock(data, &type, &body);
      if (status == Status::ok) status = block(type, body);
      if (status != Status::ok) return status;
    }
    size_t tiles = 0;
    for (size_t i = 0; i < regionCount_; i++) tiles += regions_[i].count;
    if (contexts_.tiles() * kMaxPasses < tiles) return Status::tooLarge;
    for (size_t i = 0; i < regionCount_; i++) {
      Status status = drawRegion(regions_[i]);
      if (status != Status::ok) return status;
    }
    return Status::ok;
  }

 private:
  Status block(uint16_t type, Bytes body) {
    switch (type) {
      case kSync:
        return sync(body);
      case kFrameBegin:
        if (frame_ != Frame::none) return Status::invalid;
        frame_ = Frame::open;
        return Status::ok;
      case kFrameEnd:
        frame_ = Frame::closed;
        return Status::ok;
      case kContext:
        return context(body);
      case kRegion:
        // Those outside a frame have to be ignored.
        return frame_ == Frame::open ? region(body) : Status::ok;
      default:
        return Status::invalid;
    }
  }

  Status sync(Bytes body) {
    if (body.size < 6 /* magic, version */) return Status::truncated;
    return load32(body.data) == kMagic && load16(body.data + 4) == kVersion ? Status::ok : Status::invalid;
  }

  Status context(Bytes body) {
    if (body.size < 4 /* ctxId, tileSize, flags */) return Status::truncated;
    if (load16(body.data + 1) != kTileSide) return Status::invalid;
    return contexts_.setDifferences(context_, (body.data[3] & kSubbandDiffing) != 0) ? Status::ok : Status::tooLarge;
  }

  Status region(Bytes body) {
    if (body.size < kRegionHeader) return Status::truncated;
    const uint8_t* h = body.data;
    size_t rectangles = load16(h + 1), quantizations = h[3], progressive = h[4], size = load32(h + 8);
    if (h[0] != kTileSide || rectangles == 0 || kMaxQuantizations < quantizations) return Status::invalid;
    rectangles_ += rectangles;
    if (kMaxRectangles < rectangles_ || kMaxRegions <= regionCount_) return Status::tooLarge;
    Region& region = regions_[regionCount_++];
    region.count = load16(h + 6);
    region.extrapolated = (h[5] & kReduceExtrapolate) != 0;
    Bytes rest = body.slice(kRegionHeader, body.size - kRegionHeader);
    bool whole = take(rest, rectangles * kRectangleSize, &region.rectangles) &&
                 take(rest, quantizations * kQuantizationSize, &region.quantizations) &&
                 take(rest, progressive * kProgressiveQuantizationSize, &region.progressive) &&
                 take(rest, size, &region.tiles);
    return whole ? Status::ok : Status::truncated;
  }

  static bool take(Bytes& from, size_t count, Bytes* taken) {
    if (from.size < count) return false;
    *taken = from.slice(0, count);
    from = from.slice(count, from.size - count);
    return true;
  }

  Status drawRegion(const Region& region) {
    Bytes rest = region.tiles;
    for (size_t i = 0; i < region.count; i++) {
      uint16_t type;
      Bytes body;
      Status status = takeBlock(rest, &type, &body);
      if (status == Status::ok) status = tile(region, type, body);
      if (status != Status::ok) return status;
    }
    return rest.size == 0 ? Status::ok : Status::invalid;
  }

  Status tile(const Region& region, uint16_t type, Bytes body) {
    Bytes place, fields, lengths;
    if (type < kTileSimple || kTileUpgrade < type) return Status::invalid;
    ProgressiveTile tile;
    tile.pass = static_cast<Pass>(type - kTileSimple);
    tile.extrapolated = region.extrapolated;
    bool upgrade = tile.pass == Pass::upgrade;
    // Flags, unless it is an upgrade, and quality, unless it is simple.
    if (!take(body, kTilePlace, &place) || !take(body, tile.pass == Pass::first ? 2 : 1, &fields)) {
      return Status::truncated;
    }
    tile.difference = !upgrade && fields.data[0] & kTileDifference;
    uint8_t quality = tile.pass == Pass::simple ? kFullQuality : fields.data[fields.size - 1];
    if (!readQuantizations(region, place.data, quality, &tile)) return Status::invalid;
    // The fourth length of those that are no upgrade is of a tail, which has no meaning.
    if (!take(body, upgrade ? 12 : 8, &lengths)) return Status::truncated;
    const uint8_t* length = lengths.data;
    for (int i = 0; i < 3; i++, length += upgrade ? 4 : 2) {
      if (!take(body, load16(length), &tile.data[i])) return Status::truncated;
      if (upgrade && !take(body, load16(length + 2), &tile.raw[i])) return Status::truncated;
    }
    return draw(tile, load16(place.data + 3), load16(place.data + 5));
  }

  static bool readQuantizations(const Region& region, const uint8_t indices[3], uint8_t quality,
                                ProgressiveTile* tile) {
    size_t at = quality * kProgressiveQuantizationSize;
    bool full = quality == kFullQuality;
    if (!full && region.progressive.size <= at) return false;
    for (size_t i = 0; i < 3; i++) {
      if (region.quantizations.size <= indices[i] * kQuantizationSize) return false;
      tile->quantization[i] = readBandValues(region.quantizations.data + indices[i] * kQuantizationSize);
      tile->progressive[i] =
          full ? BandValues{} : readBandValues(region.progressive.data + at + 1 + i * kQuantizationSize);
    }
    return true;
  }

  Status draw(const ProgressiveTile& tile, uint32_t column, uint32_t row) {
    if (!contexts_.holds(column, row)) return Status::invalid;
    ProgressiveState* state = nullptr;
    // What is neither refined nor differed from needs no state.
    if (tile.pass == Pass::simple && !tile.difference && !contexts_.differences(context_)) {
      contexts_.forget(column, row);
    } else {
      state = contexts_.require(context_, column, row);
      if (!state) return Status::tooLarge;
    }
    Status status = decodeProgressiveTile(tile, state, planes_);
    return status == Status::ok ? paint(column * int64_t{kTileSide}, row * int64_t{kTileSide}) : status;
  }

  Status paint(int64_t x, int64_t y) {
    TilePainter painter(canvas_.surface, {x, y, x + int64_t{kTileSide}, y + int64_t{kTileSide}});
    for (size_t i = 0; i < regionCount_; i++) {
      Bytes rectangles = regions_[i].rectangles;
      for (size_t at = 0; at < rectangles.size; at += kRectangleSize) {
        Area part = painter.clip(readRectangle(rectangles.data + at));
        if (part.empty()) continue;
        if (!painter.allows(part)) return Status::tooLarge;
        painter.paint(*planes_, part);
        mark(canvas_.dirty, part);
      }
    }
    return Status::ok;
  }

  enum class Frame : uint8_t { none, open, closed };

  const Canvas& canvas_;
  ProgressiveContexts& contexts_;
  const uint32_t context_;
  TilePlanes* const planes_;
  Frame frame_ = Frame::none;
  size_t rectangles_ = 0;
  size_t regionCount_ = 0;
  Region regions_[kMaxRegions];
};

}  // namespace

Status decodeProgressive(const Canvas& canvas, const ProgressiveContext& context, Bytes data) {
  uint8_t* planes = canvas.scratch->take(sizeof(TilePlanes));
  if (!planes) return Status::noMemory;
  return Message(canvas, context, reinterpret_cast<TilePlanes*>(planes)).run(data);
}

}  // namespace sluice
