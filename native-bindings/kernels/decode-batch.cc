#include "decode-batch.h"

#include "bitmap/alpha.h"
#include "graphics/operations.h"
#include "graphics/surface-commands.h"
#include "progressive/records.h"
#include "rfx/rfx.h"

namespace sluice {

namespace {

constexpr size_t kHeader = 28;
constexpr size_t kPaletteSize = 256 * 4;
constexpr uint16_t kBottomUp = 1, kUnmap = 4;
/** A bitmap may be wider or higher than the desktop by its padding, not more. */
constexpr uint32_t kPadding = 64;

enum class Codec : uint8_t {
  raw = 0,
  interleavedRle = 1,
  planar = 2,
  nsCodec = 3,
  remoteFx = 4,
  palette = 5,
  clearCodec = 6,
  progressive = 7,
  alpha = 8,
  tile = 9,
  createSurface = 17,
  deleteSurface = 18,
  mapSurface = 19,
  solidFill = 20,
  copy = 21,
  store = 22,
  load = 23,
  evict = 24,
  deleteContext = 25,
  makeVoid = 26,
};

struct Record {
  Codec codec;
  uint8_t bitsPerPixel;
  uint16_t flags;
  Destination destination;
  Bytes data;
  /** 0 is the framebuffer, n + 1 graphics surface n. */
  uint32_t target;
};

/** Reads the record at the start of `batch` and moves past it. */
bool readRecord(Bytes& batch, Record* record) {
  if (batch.size < kHeader) return false;
  const uint8_t* h = batch.data;
  size_t length = load32(h + 20);
  if (batch.size - kHeader < length) return false;
  record->codec = static_cast<Codec>(h[0]);
  record->bitsPerPixel = h[1];
  record->flags = load16(h + 2);
  record->destination = {static_cast<int32_t>(load32(h + 4)),
                         static_cast<int32_t>(load32(h + 8)),
                         load16(h + 12),
                         load16(h + 14),
                         load16(h + 16),
                         load16(h + 18),
                         (record->flags & kBottomUp) != 0};
  record->data = batch.slice(kHeader, length);
  record->target = load32(h + 24);
  size_t used = least(kHeader + ((length + 3) & ~size_t{3}), batch.size);
  batch = batch.slice(used, batch.size - used);
  return true;
}

Status readPalette(Bytes data, uint8_t* palette) {
  if (data.size < kPaletteSize) return Status::truncated;
  std::memcpy(palette, data.data, kPaletteSize);
  return Status::ok;
}

/** Draws a bitmap on the target's canvas. */
Status draw(const Record& record, const Canvas& canvas) {
  const Destination& d = record.destination;
  switch (record.codec) {
    case Codec::raw:
      return decodeRaw(canvas, d, record.bitsPerPixel, record.data);
    case Codec::interleavedRle:
      return decodeInterleaved(canvas, d, record.bitsPerPixel, record.data);
    case Codec::planar:
      return decodePlanar(canvas, d, record.data);
    case Codec::nsCodec:
      return decodeNsCodec(canvas, d, record.data);
    case Codec::remoteFx:
      return decodeRemoteFx(canvas, d, record.data);
    case Codec::alpha:
      return checkAlpha(d, record.data);
    default:
      return Status::invalid;
  }
}

class Batch {
 public:
  Batch(const Surface& surface, uint8_t* dirty, uint8_t* palette, Graphics* graphics, Scratch& scratch)
      : desktop_{surface, {dirty, surface.columns()}}, palette_(palette), graphics_(graphics), scratch_(&scratch) {}

  Status run(const Record& record) {
    const Destination& d = record.destination;
    if (kMaxSide < d.width || kMaxSide < d.height) return Status::tooLarge;
    if (record.codec == Codec::palette) return readPalette(record.data, palette_);
    if (record.codec < Codec::createSurface) return record.target == 0 ? drawOnDesktop(record) : drawOnSurface(record);
    if (!graphics_) return Status::invalid;
    if (record.codec < Codec::solidFill) return changeSurfaces(record);
    return operate(record);
  }

  void finish() {
    if (drawn_ && drawn_->mapped) showChanges(drawn_, desktop_);
    drawn_ = nullptr;
  }

 private:
  Status drawOnDesktop(const Record& record) {
    finish();
    const Destination& d = record.destination;
    if (record.codec == Codec::clearCodec) return drawClear(record, canvas(desktop_));
    // Hosts that resize may draw in the new size before they announce it; they repaint once they have, so it is left
    // out.
    if (desktop_.surface.width + kPadding < d.width || desktop_.surface.height + kPadding < d.height) return Status::ok;
    if (record.codec == Codec::tile) return drawTileRecord(canvas(desktop_), d, nullptr, record.data);
    return draw(record, canvas(desktop_));
  }

  Status drawOnSurface(const Record& record) {
    Output target;
    if (!open(record.target, &target)) return Status::invalid;
    const Destination& d = record.destination;
    if (record.codec == Codec::progressive) {
      return drawProgressiveRecord(canvas(target), progressive(record.target), record.data);
    }
    if (record.codec == Codec::tile) {
      ProgressiveTarget contexts = progressive(record.target);
      return drawTileRecord(canvas(target), d, &contexts, record.data);
    }
    // What sticks out on the right and at the bottom is padding, and cut off.
    bool begins = 0 <= d.left && 0 <= d.top && d.left < static_cast<int64_t>(target.surface.width) &&
                  d.top < static_cast<int64_t>(target.surface.height);
    if (!begins) return Status::invalid;
    if (record.codec == Codec::clearCodec) return drawClear(record, canvas(target));
    return draw(record, canvas(target));
  }

  Status drawClear(const Record& record, const Canvas& canvas) {
    if (!graphics_) return Status::invalid;
    return decodeClear(canvas, record.destination, record.data, &graphics_->clear);
  }

  Status changeSurfaces(const Record& record) {
    // What was drawn before is shown where the surfaces were then.
    finish();
    if (record.target == 0) return Status::invalid;
    const Destination& d = record.destination;
    uint32_t id = record.target - 1;
    if (record.codec == Codec::createSurface) return createSurface(graphics_, id, d.width, d.height, desktop_);
    if (record.codec == Codec::deleteSurface) return deleteSurface(graphics_, id, desktop_);
    if ((record.flags & kUnmap) != 0) return unmapSurface(graphics_, id, desktop_);
    return mapSurface(graphics_, id, {d.left, d.top, d.visibleWidth, d.visibleHeight}, desktop_);
  }

  Status operate(const Record& record) {
    if (record.codec == Codec::evict) return evictSlot(&graphics_->cache, record.data);
    if (record.codec == Codec::copy) return copy(record.target, record.data);
    Output target;
    if (!open(record.target, &target)) return Status::invalid;
    switch (record.codec) {
      case Codec::solidFill:
        return solidFill(target, record.data);
      case Codec::store:
        return storeRect(&graphics_->cache, target.surface, record.data);
      case Codec::load:
        return loadRect(target, graphics_->cache, record.data);
      case Codec::makeVoid:
        return makeVoid(target, record.data);
      case Codec::deleteContext:
        return record.target == 0 ? Status::invalid : deleteContextRecord(progressive(record.target), record.data);
      default:
        return Status::invalid;
    }
  }

  Status copy(uint32_t to, Bytes data) {
    if (data.size < 4 /* source */) return Status::truncated;
    Output source, target;
    if (!find(load32(data.data), &source) || !open(to, &target)) return Status::invalid;
    return copyRect(target, source.surface, data.slice(4, data.size - 4));
  }

  /** A target to draw on. Of two surfaces that overlap, the one that is drawn on later lies on top. */
  bool open(uint32_t target, Output* found) {
    GraphicsSurface* surface = graphics_ && target != 0 ? graphics_->surfaces.find(target - 1) : nullptr;
    if (surface != drawn_) finish();
    drawn_ = surface;
    return find(target, found);
  }

  /** The desktop, brought up to date, or a surface; false when there is no such surface. */
  bool find(uint32_t target, Output* found) {
    if (target == 0) {
      finish();
      *found = desktop_;
      return true;
    }
    GraphicsSurface* surface = graphics_ ? graphics_->surfaces.find(target - 1) : nullptr;
    if (!surface) return false;
    *found = {surface->view(), surface->dirtyCells()};
    return true;
  }

  /** INVARIANT: `target` is a surface that was found. */
  ProgressiveTarget progressive(uint32_t target) {
    return {&graphics_->surfaces.find(target - 1)->progressive, &graphics_->progressive};
  }

  Canvas canvas(const Output& target) const { return {target.surface, target.dirty, palette_, scratch_}; }

  const Output desktop_;
  uint8_t* const palette_;
  Graphics* const graphics_;
  Scratch* const scratch_;
  /** The surface whose changes the desktop does not show yet. */
  GraphicsSurface* drawn_ = nullptr;
};

}  // namespace

int32_t decodeBatch(Bytes batch, const Surface& surface, uint8_t* dirty, uint8_t* palette, Graphics* graphics,
                    Scratch& scratch) {
  Batch work(surface, dirty, palette, graphics, scratch);
  int32_t failed = -1;
  for (int32_t index = 0; batch.size > 0 && failed < 0; index++) {
    Record record;
    if (!readRecord(batch, &record) || work.run(record) != Status::ok) failed = index;
  }
  work.finish();
  scratch.trim();
  return failed;
}

}  // namespace sluice
