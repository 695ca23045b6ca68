#include "decode-batch.h"

#include "rfx/rfx.h"

namespace sluice {

namespace {

constexpr size_t kHeader = 28;
constexpr size_t kPaletteSize = 256 * 4;
constexpr uint16_t kBottomUp = 1;
/** A bitmap may be wider or higher than the desktop by its padding, not more. */
constexpr uint32_t kPadding = 64;

enum class Codec : uint8_t {
  raw = 0,
  interleavedRle = 1,
  planar = 2,
  nsCodec = 3,
  remoteFx = 4,
  palette = 5,
  createSurface = 17,
  deleteSurface = 18,
};

struct Record {
  Codec codec;
  uint8_t bitsPerPixel;
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
  record->destination = {static_cast<int32_t>(load32(h + 4)),
                         static_cast<int32_t>(load32(h + 8)),
                         load16(h + 12),
                         load16(h + 14),
                         load16(h + 16),
                         load16(h + 18),
                         (load16(h + 2) & kBottomUp) != 0};
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

Status draw(const Record& record, const Canvas& canvas) {
  const Destination& d = record.destination;
  if (kMaxSide < d.width || kMaxSide < d.height) return Status::tooLarge;
  // Hosts that resize may draw in the new size before they announce it; they repaint once they have, so it is left out.
  if (canvas.surface.width + kPadding < d.width || canvas.surface.height + kPadding < d.height) return Status::ok;
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
    default:
      return Status::invalid;
  }
}

class Batch {
 public:
  Batch(const Surface& surface, uint8_t* dirty, uint8_t* palette, Graphics* graphics, Scratch& scratch)
      : framebuffer_{surface, {dirty, surface.columns()}, palette, &scratch}, palette_(palette), graphics_(graphics) {}

  Status run(const Record& record) {
    if (record.codec == Codec::palette) return readPalette(record.data, palette_);
    if (record.target == 0) return draw(record, framebuffer_);
    if (!graphics_) return Status::invalid;
    uint32_t id = record.target - 1;
    const Destination& d = record.destination;
    if (record.codec == Codec::createSurface) return graphics_->surfaces.create(id, d.width, d.height);
    if (record.codec == Codec::deleteSurface) return graphics_->surfaces.remove(id) ? Status::ok : Status::invalid;
    GraphicsSurface* surface = graphics_->surfaces.find(id);
    if (!surface) return Status::invalid;
    Canvas canvas = {surface->view(), surface->dirtyCells(), palette_, framebuffer_.scratch};
    return draw(record, canvas);
  }

 private:
  const Canvas framebuffer_;
  uint8_t* const palette_;
  Graphics* const graphics_;
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
  scratch.trim();
  return failed;
}

}  // namespace sluice
