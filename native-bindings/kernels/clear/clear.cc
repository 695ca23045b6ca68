#include "clear.h"

#include "layers.h"

namespace sluice {

namespace {

constexpr uint8_t kGlyphIndex = 1, kGlyphHit = 2, kCacheReset = 4;
constexpr size_t kCompositeHeader = 3 * 4; /* residualByteCount, bandsByteCount, subcodecByteCount */
constexpr size_t kSubcodecHeader = 4 * 2 /* xStart, yStart, width, height */ + 4 /* bitmapDataByteCount */ + 1;
enum Subcodec : uint8_t { kRaw = 0, kNsCodec = 1, kRlex = 2 };
/** Bitmaps of the subcodec layer share no pixels, or few. More of them than this are made to keep us busy. */
constexpr uint64_t kMaxOverlap = 16;

class Message {
 public:
  Message(const Canvas& canvas, const Destination& destination, ClearState* state)
      : canvas_(canvas),
        destination_(destination),
        state_(state),
        bitmap_{canvas.surface.at(static_cast<uint32_t>(destination.left), static_cast<uint32_t>(destination.top)),
                destination.width, destination.height, canvas.surface.stride} {}

  Status run(Bytes data) {
    if (data.size < 2 /* flags, seqNumber */) return Status::truncated;
    uint8_t flags = data.data[0], sequence = data.data[1];
    // Some hosts count anew after ResetGraphics, others go on.
    if (state_->begun && sequence != state_->sequence && sequence != 0) return Status::invalid;
    state_->begun = true;
    state_->sequence = static_cast<uint8_t>(sequence + 1);
    if ((flags & kCacheReset) != 0) state_->vBars.rewind();
    data = data.slice(2, data.size - 2);
    Status status = (flags & kGlyphIndex) != 0 ? glyph((flags & kGlyphHit) != 0, data)
                    : (flags & kGlyphHit) != 0 ? Status::invalid
                                               : composite(data);
    if (status != Status::ok) return status;
    canvas_.dirty.mark(static_cast<uint32_t>(destination_.left), static_cast<uint32_t>(destination_.top),
                       bitmap_.width, bitmap_.height);
    return Status::ok;
  }

 private:
  Status glyph(bool hit, Bytes data) {
    if (data.size < 2 /* glyphIndex */) return Status::truncated;
    uint32_t index = load16(data.data);
    uint64_t pixels = uint64_t{bitmap_.width} * bitmap_.height;
    if (kGlyphs <= index || kMaxGlyphPixels < pixels) return Status::invalid;
    auto count = static_cast<uint32_t>(pixels);
    size_t row = bitmap_.width * size_t{4};
    if (hit) {
      const uint32_t* known = state_->glyphs.find(index, count);
      if (!known) return Status::invalid;
      for (uint32_t y = 0; y < bitmap_.height; y++, known += bitmap_.width) std::memcpy(bitmap_.at(0, y), known, row);
      return Status::ok;
    }
    Status status = composite(data.slice(2, data.size - 2));
    if (status != Status::ok) return status;
    uint32_t* fresh = state_->glyphs.put(index, count);
    if (!fresh) return Status::noMemory;
    for (uint32_t y = 0; y < bitmap_.height; y++, fresh += bitmap_.width) std::memcpy(fresh, bitmap_.at(0, y), row);
    return Status::ok;
  }

  /** CLEARCODEC_COMPOSITE_PAYLOAD, [MS-RDPEGFX] 2.2.4.1.1. Where no layer draws, the surface stays as it was. */
  Status composite(Bytes data) {
    if (data.size < kCompositeHeader) return Status::truncated;
    Bytes layers[3];
    Bytes rest = data.slice(kCompositeHeader, data.size - kCompositeHeader);
    for (int i = 0; i < 3; i++) {
      size_t count = load32(data.data + i * 4);
      if (rest.size < count) return Status::truncated;
      layers[i] = rest.slice(0, count);
      rest = rest.slice(count, rest.size - count);
    }
    Status status = layers[0].size == 0 ? Status::ok : drawResidual(bitmap_, layers[0]);
    if (status == Status::ok) status = drawBands(bitmap_, layers[1], &state_->vBars);
    if (status == Status::ok) status = subcodecs(layers[2]);
    return status;
  }

  /** CLEARCODEC_SUBCODEC_DATA, [MS-RDPEGFX] 2.2.4.1.1.3. */
  Status subcodecs(Bytes data) {
    uint64_t allowed = uint64_t{bitmap_.width} * bitmap_.height * kMaxOverlap;
    while (data.size > 0) {
      if (data.size < kSubcodecHeader) return Status::truncated;
      const uint8_t* h = data.data;
      uint32_t left = load16(h), top = load16(h + 2), width = load16(h + 4), height = load16(h + 6);
      size_t count = load32(h + 8);
      if (data.size - kSubcodecHeader < count) return Status::truncated;
      if (bitmap_.width < left + width || bitmap_.height < top + height || width == 0 || height == 0) {
        return Status::invalid;
      }
      uint64_t pixels = uint64_t{width} * height;
      if (allowed < pixels) return Status::tooLarge;
      allowed -= pixels;
      Status status = subcodec(h[12], {left, top, width, height}, data.slice(kSubcodecHeader, count));
      if (status != Status::ok) return status;
      data = data.slice(kSubcodecHeader + count, data.size - kSubcodecHeader - count);
    }
    return Status::ok;
  }

  struct Part {
    uint32_t left, top, width, height;
  };

  Status subcodec(uint8_t id, const Part& part, Bytes data) {
    if (id == kRlex) return drawRlex({bitmap_.at(part.left, part.top), part.width, part.height, bitmap_.stride}, data);
    Destination place = {destination_.left + static_cast<int32_t>(part.left),
                         destination_.top + static_cast<int32_t>(part.top),
                         part.width,
                         part.height,
                         part.width,
                         part.height,
                         false};
    if (id == kNsCodec) return decodeNsCodec(canvas_, place, data);
    if (id != kRaw || data.size != size_t{part.width} * part.height * 3) return Status::invalid;
    return decodeRaw(canvas_, place, 24, data);
  }

  const Canvas& canvas_;
  const Destination& destination_;
  ClearState* const state_;
  const Surface bitmap_;
};

}  // namespace

Status decodeClear(const Canvas& canvas, const Destination& d, Bytes data, ClearState* state) {
  const Surface& surface = canvas.surface;
  bool inside = 0 <= d.left && 0 <= d.top && 0 < d.width && 0 < d.height &&
                uint64_t{static_cast<uint32_t>(d.left)} + d.width <= surface.width &&
                uint64_t{static_cast<uint32_t>(d.top)} + d.height <= surface.height;
  return inside ? Message(canvas, d, state).run(data) : Status::invalid;
}

}  // namespace sluice
