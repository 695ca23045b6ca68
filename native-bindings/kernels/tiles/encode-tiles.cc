#include "encode-tiles.h"

namespace sluice {

namespace {

/** Below this a tile costs little more than a reference to it, and is not worth a slot. */
constexpr size_t kWorthKeeping = 48;
constexpr uint32_t kWorthHashing = 128;
/** So few colours take two bits a pixel at most. */
constexpr uint32_t kFewColors = 4;
/** Nothing is gained by looking for anything shorter. */
constexpr size_t kSmall = 64;
constexpr size_t kNotFound = SIZE_MAX;

size_t findInCache(TileTable cache, uint64_t hash) {
  size_t sets = cache.slots / kCacheWays;
  if (sets == 0) return kNotFound;
  size_t first = static_cast<size_t>(hash % sets) * kCacheWays;
  for (size_t slot = first; slot < first + kCacheWays; slot++) {
    if (cache.hashes[slot] == hash) return slot;
  }
  return kNotFound;
}

bool isSolid(const Part& part) {
  uint32_t differs = 0;
  for (uint32_t i = 1; i < part.count(); i++) differs |= part.colors[i] ^ part.colors[0];
  return differs == 0;
}

/** Pixels that equal their left neighbour, the one above, or what the viewer has. */
uint32_t countRepeats(const Part& part) {
  const uint32_t* colors = part.colors;
  uint32_t width = part.width, count = part.count(), repeats = 0;
  for (uint32_t i = 1; i < width; i++) repeats += (colors[i] == colors[i - 1]) | (colors[i] == part.shadow[i]);
  for (uint32_t i = width; i < count; i++) {
    repeats += (colors[i] == colors[i - 1]) | (colors[i] == colors[i - width]) | (colors[i] == part.shadow[i]);
  }
  return repeats;
}

class CellEncoder {
 public:
  CellEncoder(TileTable cache, TileScratch& scratch, TileOutput* output)
      : cache_(cache), scratch_(scratch), output_(output) {}

  void encode(uint32_t index, const Cell& cell) {
    CellRect rect = changedPart(cell);
    if (rect.area() == 0) return;
    if (!gather(cell, rect, &scratch_.part)) {
      encodeAroundVoid(index, cell);
      return;
    }
    begin(index);
    bool partial = rect.width < cell.width || rect.height < cell.height;
    if (isSolid(scratch_.part)) {
      putSolid(partial ? &rect : nullptr);
    } else {
      // With void pixels the viewer would keep what it happens to show there.
      bool cacheable = kWorthHashing <= rect.area() && kCacheWays <= cache_.slots && !(partial && mayHoldVoid(cell));
      uint64_t hash = cacheable ? hashCell(cell, scratch_.bytes) : 0;
      if (hash == 0 || !reference(hash)) encodePart(partial ? &rect : nullptr, hash);
    }
    updateShadow(cell, rect);
  }

 private:
  /** Sends what lies beside the void pixels as parts of their own, and only what lies between them with care. */
  __attribute__((noinline, cold)) void encodeAroundVoid(uint32_t index, const Cell& cell) {
    forgetVoid(cell);
    CellRect hole = voidPart(cell);
    uint32_t right = hole.x + hole.width, bottom = hole.y + hole.height;
    const CellRect areas[kMaxRecords] = {{0, 0, cell.width, hole.y},
                                         {0, hole.y, hole.x, hole.height},
                                         {right, hole.y, cell.width - right, hole.height},
                                         {0, bottom, cell.width, cell.height - bottom},
                                         hole};
    for (const CellRect& area : areas) {
      CellRect rect = area.area() == 0 ? area : changedPart(cell, area);
      if (rect.area() == 0) continue;
      begin(index);
      if (!gather(cell, rect, &scratch_.part)) {
        markVoid(cell, rect, &scratch_.part);
        putAroundVoid(rect);
      } else if (isSolid(scratch_.part)) {
        putSolid(&rect);
      } else {
        encodePart(&rect, 0);
      }
      updateShadow(cell, rect);
    }
  }

  void begin(uint32_t index) {
    output_->tiles++;
    record_ = output_->bytes + output_->length;
    store(record_, static_cast<uint16_t>(index));
  }

  void putSolid(const CellRect* rect) {
    uint8_t* to = putTag(Encoding::solid, rect);
    finish(putColor(to, scratch_.part.colors[0], Depth::bits24));
  }

  void putAroundVoid(const CellRect& rect) {
    uint8_t* to = putTag(Encoding::pixels24, &rect);
    constexpr size_t kLength = 2;
    Payload payload = sluice::encodeAroundVoid(scratch_, to + kLength);
    if (payload.lz4) record_[2] |= kTagLz4;
    store(to, static_cast<uint16_t>(payload.size));
    finish(to + kLength + payload.size);
  }

  bool reference(uint64_t hash) {
    size_t slot = findInCache(cache_, hash);
    if (slot == kNotFound) return false;
    uint8_t* to = putTag(Encoding::cached, nullptr);
    putStore(to, kCacheHit);
    store(to, static_cast<uint16_t>(slot));
    finish(to + 2);
    return true;
  }

  void encodePart(const CellRect* rect, uint64_t hash) {
    // The payload is made where it belongs when the record keeps no slot; whether it does depends on the payload's
    // size.
    uint8_t* to = putTag(Encoding::solid, rect);
    constexpr size_t kLength = 2, kSlot = 2;
    Encoding encoding = Encoding::solid;
    Payload payload = choose(to + kLength + kSlot, &encoding);
    bool keep = hash != 0 && kWorthKeeping <= payload.size;
    uint8_t tag = static_cast<uint8_t>(encoding) | (rect ? kTagPartial : 0) | (payload.lz4 ? kTagLz4 : 0) |
                  (keep ? kTagStore : 0);
    record_[2] = tag;
    if (keep) {
      // The slot stands before the rectangle, so that its place does not depend on other flags.
      std::memmove(record_ + 5, record_ + 3, static_cast<size_t>(to - (record_ + 3)));
      putStore(record_ + 3, static_cast<uint32_t>(hashes_));
      store(record_ + 3, uint16_t{0});
      output_->hashes[hashes_++] = hash;
      to += kSlot;
    } else {
      std::memmove(to + kLength, to + kLength + kSlot, payload.size);
    }
    store(to, static_cast<uint16_t>(payload.size));
    finish(to + kLength + payload.size);
  }

  /**
   * Where colours repeat, runs and what LZ4 finds among them are shortest, except that few colours pack well. Where
   * they do not, differences are, except that dithering between some colours makes a palette shorter: both are tried
   * then.
   */
  Payload choose(uint8_t* out, Encoding* encoding) {
    const Part& part = scratch_.part;
    bool repetitive = part.count() * 3 < countRepeats(part) * 5;
    bool few = collectPalette(part, repetitive ? kFewColors : 256, &scratch_.palette);
    Depth depth =
        few ? exactDepth(scratch_.palette.colors, scratch_.palette.size) : exactDepth(part.colors, part.count());
    Payload best = {SIZE_MAX, false};
    if (few) {
      *encoding = inDepth(Encoding::palette24, depth);
      best = encodePalette(scratch_, depth, out);
      if (repetitive || best.size < kSmall) return best;
    }
    predictPart(scratch_, depth);
    if (repetitive) {
      *encoding = inDepth(Encoding::pixels24, depth);
      return encodePixels(scratch_, depth, out);
    }
    Payload predicted = encodePredicted(scratch_, depth, scratch_.packed);
    // Noise has no differences worth coding. No tile is longer than its colours by more than a few bytes.
    size_t plain = kLiteralsHeader + part.count() * colorSize(depth);
    if (plain < least(predicted.size, best.size)) {
      *encoding = inDepth(Encoding::pixels24, depth);
      Payload pixels = encodePixels(scratch_, depth, out);
      return pixels.size <= plain ? pixels : encodeLiterals(scratch_, depth, out);
    }
    if (best.size <= predicted.size) return best;
    *encoding = inDepth(Encoding::predicted24, depth);
    std::memcpy(out, scratch_.packed, predicted.size);
    return predicted;
  }

  uint8_t* putTag(Encoding encoding, const CellRect* rect) {
    record_[2] = static_cast<uint8_t>(encoding) | (rect ? kTagPartial : 0);
    if (!rect) return record_ + 3;
    uint32_t packed = rect->x | rect->y << 6 | (rect->width - 1) << 12 | (rect->height - 1) << 18;
    record_[3] = static_cast<uint8_t>(packed);
    record_[4] = static_cast<uint8_t>(packed >> 8);
    record_[5] = static_cast<uint8_t>(packed >> 16);
    return record_ + 6;
  }

  void putStore(const uint8_t* slotField, uint32_t hashIndex) {
    output_->stores[output_->storeCount++] = static_cast<uint32_t>(slotField - output_->bytes);
    output_->stores[output_->storeCount++] = hashIndex;
  }

  void finish(const uint8_t* end) { output_->length = static_cast<size_t>(end - output_->bytes); }

  const TileTable cache_;
  TileScratch& scratch_;
  TileOutput* const output_;
  uint8_t* record_ = nullptr;
  size_t hashes_ = 0;
};

}  // namespace

void encodeTiles(const Surface& surface, const Surface& shadow, const uint16_t* cells, size_t count, TileTable cache,
                 TileScratch& scratch, TileOutput* output) {
  output->length = output->tiles = output->storeCount = 0;
  CellEncoder encoder(cache, scratch, output);
  for (size_t i = 0; i < count; i++) encoder.encode(cells[i], cellAt(surface, shadow, cells[i]));
}

}  // namespace sluice
