#include "layers.h"

namespace sluice {

namespace {

constexpr size_t kBandHeader = 4 * 2 /* xStart, xEnd, yStart, yEnd */ + 3; /* blueBkg, greenBkg, redBkg */

/** Upper bits of vBarHeader, [MS-RDPEGFX] 2.2.4.1.1.2.1.1. */
constexpr uint32_t kHit = 0x8000, kShortHit = 0x4000;

/** A short V-Bar and the rows above and below it, where the background is seen. */
struct ShortBar {
  const uint32_t* pixels;
  uint32_t top, height;
};

void fill(uint32_t* to, uint32_t pixel, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) to[i] = pixel;
}

void expand(const ShortBar& bar, uint32_t background, uint32_t* to, uint32_t height) {
  uint32_t top = least(bar.top, height), bottom = least(bar.top + bar.height, height);
  fill(to, background, top);
  std::memcpy(to + top, bar.pixels, (bottom - top) * sizeof(uint32_t));
  fill(to + bottom, background, height - bottom);
}

/** Draws one CLEARCODEC_BAND. */
class Band {
 public:
  Band(const Surface& bitmap, VBarStorage* storage) : bitmap_(bitmap), storage_(storage) {}

  Status read(Bytes& data) {
    if (data.size < kBandHeader) return Status::truncated;
    const uint8_t* h = data.data;
    uint32_t left = load16(h), right = load16(h + 2), top = load16(h + 4), bottom = load16(h + 6);
    if (right < left || bottom < top || bitmap_.width <= right || bitmap_.height <= bottom) return Status::invalid;
    height_ = bottom - top + 1;
    if (kMaxBarHeight < height_) return Status::tooLarge;
    background_ = load24(h + 8) | kOpaque;
    at_ = h + kBandHeader;
    end_ = h + data.size;
    to_ = bitmap_.at(left, top);
    for (uint32_t i = left; i <= right; i++) {
      Status status = column();
      if (status != Status::ok) return status;
    }
    draw();
    data = data.slice(static_cast<size_t>(at_ - h), static_cast<size_t>(end_ - at_));
    return Status::ok;
  }

 private:
  /** So many columns are drawn together, row by row, because pixels side by side share a line of memory. */
  static constexpr uint32_t kTogether = 8;

  /** CLEARCODEC_VBAR. */
  Status column() {
    if (end_ - at_ < 2) return Status::truncated;
    uint32_t header = load16(at_);
    at_ += 2;
    if ((header & kHit) != 0) {
      uint32_t height;
      const uint32_t* bar = storage_->whole.find(header & ~kHit, &height);
      if (!bar || height != height_) return Status::invalid;
      add(bar);
      return Status::ok;
    }
    ShortBar bar;
    Status status = (header & kShortHit) != 0 ? knownShort(header & ~kShortHit, &bar) : newShort(header, &bar);
    if (status != Status::ok) return status;
    // A column that waits may be the one whose place is taken.
    for (uint32_t i = 0; i < waiting_; i++) {
      if (columns_[i] == storage_->whole.peek()) {
        draw();
        break;
      }
    }
    uint32_t* whole = storage_->whole.next(height_);
    if (!whole) return Status::noMemory;
    expand(bar, background_, whole, height_);
    add(whole);
    return Status::ok;
  }

  /** SHORT_VBAR_CACHE_HIT. */
  Status knownShort(uint32_t index, ShortBar* bar) {
    if (at_ == end_) return Status::truncated;
    bar->top = *at_++;
    bar->pixels = storage_->shorts.find(index, &bar->height);
    return bar->pixels ? Status::ok : Status::invalid;
  }

  /** SHORT_VBAR_CACHE_MISS. */
  Status newShort(uint32_t header, ShortBar* bar) {
    uint32_t top = header & 0xff, bottom = header >> 8 & 0x3f;
    if (bottom < top || kMaxBarHeight < bottom - top) return Status::invalid;
    uint32_t height = bottom - top;
    if (static_cast<size_t>(end_ - at_) < height * size_t{3}) return Status::truncated;
    uint32_t* pixels = storage_->shorts.next(height);
    if (!pixels) return Status::noMemory;
    for (uint32_t i = 0; i < height; i++, at_ += 3) pixels[i] = load24(at_) | kOpaque;
    *bar = {pixels, top, height};
    return Status::ok;
  }

  void add(const uint32_t* bar) {
    columns_[waiting_++] = bar;
    if (waiting_ == kTogether) draw();
  }

  /** Draws the columns that wait. */
  void draw() {
    uint8_t* row = to_;
    if (waiting_ == kTogether) {
      for (uint32_t y = 0; y < height_; y++, row += bitmap_.stride) {
        for (uint32_t i = 0; i < kTogether; i++) store(row + i * size_t{4}, columns_[i][y]);
      }
    } else {
      for (uint32_t y = 0; y < height_; y++, row += bitmap_.stride) {
        for (uint32_t i = 0; i < waiting_; i++) store(row + i * size_t{4}, columns_[i][y]);
      }
    }
    to_ += waiting_ * size_t{4};
    waiting_ = 0;
  }

  const Surface& bitmap_;
  VBarStorage* const storage_;
  uint32_t height_ = 0, background_ = 0, waiting_ = 0;
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  uint8_t* to_ = nullptr;
  const uint32_t* columns_[kTogether];
};

}  // namespace

Status drawBands(const Surface& bitmap, Bytes data, VBarStorage* storage) {
  while (data.size > 0) {
    Status status = Band(bitmap, storage).read(data);
    if (status != Status::ok) return status;
  }
  return Status::ok;
}

}  // namespace sluice
