// Interleaved RLE, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4 and 3.1.9.
//
// Orders are decoded into a scratch picture of whole pixels (one, two or four bytes; 24-bit pixels are kept as BGRX),
// then the visible rows are expanded into the surface. Runs are written in blocks of sixteen bytes: what goes beyond
// the end of a run is overwritten by the next order or lies in the scratch memory's slack.
#include "bitmap.h"
#include "expand.h"

namespace sluice {

namespace {

constexpr size_t kBlock = 16;

struct Block {
  uint64_t low, high;
};

inline Block loadBlock(const void* from) { return load<Block>(from); }

inline Block operator^(Block a, Block b) { return {a.low ^ b.low, a.high ^ b.high}; }

/** How a pixel of 8, 16 (or 15) or 24 bits is held. */
struct Pixel8 {
  using Type = uint8_t;
  static constexpr size_t kWireSize = 1;
  static constexpr Type kBlack = 0, kWhite = 0xff, kXorMask = 0xff;
  static Type read(const uint8_t* from) { return *from; }
};
struct Pixel16 {
  using Type = uint16_t;
  static constexpr size_t kWireSize = 2;
  static constexpr Type kBlack = 0, kWhite = 0xffff, kXorMask = 0xffff;
  static Type read(const uint8_t* from) { return load16(from); }
};
struct Pixel24 {
  using Type = uint32_t;
  static constexpr size_t kWireSize = 3;
  static constexpr Type kBlack = kOpaque, kWhite = 0xffffffff, kXorMask = 0x00ffffff;
  static Type read(const uint8_t* from) { return load24(from) | kOpaque; }
};

template <typename T>
Block repeat(T pixel) {
  uint64_t word = pixel;
  for (size_t bits = sizeof(T) * 8; bits < 64; bits *= 2) word |= word << bits;
  return {word, word};
}

enum class Kind : uint8_t {
  background,
  foreground,
  fgBgImage,
  colorRun,
  colorImage,
  dithered,
  special1,
  special2,
  white,
  black,
  unknown,
};

struct Order {
  Kind kind;
  bool setsForeground;
  uint32_t length;
};

/** Reads an order header and its run length, [MS-RDPBCGR] 2.2.9.1.1.3.1.2.4. False at the end of the data. */
bool readOrder(const uint8_t*& at, const uint8_t* end, Order* order) {
  static constexpr Kind kRegular[] = {Kind::background, Kind::foreground, Kind::fgBgImage, Kind::colorRun,
                                      Kind::colorImage};
  static constexpr Kind kMega[] = {Kind::background, Kind::foreground, Kind::fgBgImage,  Kind::colorRun,
                                   Kind::colorImage, Kind::unknown,    Kind::foreground, Kind::fgBgImage,
                                   Kind::dithered,   Kind::special1,   Kind::special2,   Kind::unknown,
                                   Kind::unknown,    Kind::white,      Kind::black,      Kind::unknown};
  uint8_t header = *at++;
  if (header >= 0xf0) {
    *order = {kMega[header & 15], header == 0xf6 || header == 0xf7, 1};
    if (0xf9 <= header) return true;
    if (end - at < 2) return false;
    order->length = load16(at);
    at += 2;
    return true;
  }
  bool lite = header >= 0xc0;
  static constexpr Kind kLite[] = {Kind::foreground, Kind::fgBgImage, Kind::dithered};
  Kind kind = lite ? kLite[(header >> 4) - 12] : (header >> 5) < 5 ? kRegular[header >> 5] : Kind::unknown;
  uint32_t length = header & (lite ? 15 : 31);
  bool image = kind == Kind::fgBgImage;
  if (length == 0) {
    if (at == end) return false;
    length = *at++ + (image ? 1 : lite ? 16 : 32);
  } else if (image) {
    length *= 8;
  }
  *order = {kind, lite && kind != Kind::dithered, length};
  return true;
}

template <typename P>
class Decoder {
  using T = typename P::Type;

 public:
  Decoder(T* picture, size_t width, size_t pixels)
      : begin_(picture), at_(picture), end_(picture + pixels), width_(width) {}

  Status run(Bytes data) {
    const uint8_t* at = data.data;
    const uint8_t* end = at + data.size;
    bool first = true;
    bool insert = false;
    while (at < end) {
      // The end of the first row counts only between orders, as in the specification's pseudo-code.
      if (first && at_ >= begin_ + width_) first = insert = false;
      Order order;
      if (!readOrder(at, end, &order)) return Status::truncated;
      if (order.setsForeground && !readPixel(at, end, &foreground_)) return Status::truncated;
      Status status =
          order.kind == Kind::background ? background(order.length, first, insert) : draw(order, first, at, end);
      if (status != Status::ok) return status;
      insert = order.kind == Kind::background;
    }
    // What a stream leaves out is black, never what an earlier picture left in the scratch memory.
    fill(static_cast<size_t>(end_ - at_), P::kBlack);
    return Status::ok;
  }

 private:
  Status draw(const Order& order, bool first, const uint8_t*& at, const uint8_t* end) {
    size_t length = order.length;
    switch (order.kind) {
      case Kind::foreground:
        return foreground(length, first);
      case Kind::fgBgImage:
        return fgBgImage(length, first, at, end);
      case Kind::special1:
        return special(0x03, first);
      case Kind::special2:
        return special(0x05, first);
      case Kind::colorRun: {
        T color;
        if (!readPixel(at, end, &color)) return Status::truncated;
        return fits(length) ? fill(length, color) : Status::invalid;
      }
      case Kind::dithered:
        return dithered(length, at, end);
      case Kind::colorImage:
        return colorImage(length, at, end);
      case Kind::white:
        return fits(1) ? fill(1, P::kWhite) : Status::invalid;
      case Kind::black:
        return fits(1) ? fill(1, P::kBlack) : Status::invalid;
      case Kind::background:
      case Kind::unknown:
        break;
    }
    return Status::invalid;
  }

  bool fits(size_t pixels) const { return pixels <= static_cast<size_t>(end_ - at_); }

  bool readPixel(const uint8_t*& at, const uint8_t* end, T* pixel) const {
    if (static_cast<size_t>(end - at) < P::kWireSize) return false;
    *pixel = P::read(at);
    at += P::kWireSize;
    return true;
  }

  /** A picture so narrow that a block would read what it has not yet written. */
  bool narrow() const { return width_ * sizeof(T) < kBlock; }

  Status fill(size_t length, T color) {
    Block block = repeat(color);
    T* to = at_;
    at_ += length;
    for (; to < at_; to += kBlock / sizeof(T)) store(to, block);
    return Status::ok;
  }

  /** Copies `length` pixels from the row above, XORed with `mask`. */
  Status above(size_t length, T mask) {
    T* to = at_;
    at_ += length;
    if (narrow()) {
      for (; to < at_; to++) *to = static_cast<T>(to[-static_cast<ptrdiff_t>(width_)] ^ mask);
      return Status::ok;
    }
    Block block = repeat(mask);
    for (; to < at_; to += kBlock / sizeof(T)) store(to, loadBlock(to - width_) ^ block);
    return Status::ok;
  }

  Status background(size_t length, bool first, bool insert) {
    if (!fits(length) || (insert && length == 0)) return Status::invalid;
    // Two background runs in a row have a foreground pixel between them.
    if (insert) {
      foreground(1, first);
      length--;
    }
    return first ? fill(length, P::kBlack) : above(length, 0);
  }

  Status foreground(size_t length, bool first) {
    if (!fits(length)) return Status::invalid;
    return first ? fill(length, foreground_) : above(length, foreground_ & P::kXorMask);
  }

  /** Up to eight pixels, each the background or the foreground as its bit says. */
  Status bits(uint32_t mask, size_t length, bool first) {
    if (!fits(length)) return Status::invalid;
    T* to = at_;
    at_ += length;
    T flip = foreground_ & P::kXorMask;
    if (first) {
      for (size_t i = 0; i < length; i++) to[i] = mask >> i & 1 ? foreground_ : P::kBlack;
      return Status::ok;
    }
    const T* from = to - width_;
    if (length == 8 && 8 <= width_) {
      T row[8];
      std::memcpy(row, from, sizeof row);
      for (size_t i = 0; i < 8; i++) row[i] ^= static_cast<T>(flip & (0u - (mask >> i & 1)));
      std::memcpy(to, row, sizeof row);
      return Status::ok;
    }
    for (size_t i = 0; i < length; i++) to[i] = static_cast<T>(from[i] ^ (flip & (0u - (mask >> i & 1))));
    return Status::ok;
  }

  Status special(uint32_t mask, bool first) { return bits(mask, 8, first); }

  Status fgBgImage(size_t length, bool first, const uint8_t*& at, const uint8_t* end) {
    if (static_cast<size_t>(end - at) < (length + 7) / 8) return Status::truncated;
    for (; length > 0; at++) {
      size_t count = least<size_t>(length, 8);
      Status status = bits(*at, count, first);
      if (status != Status::ok) return status;
      length -= count;
    }
    return Status::ok;
  }

  Status dithered(size_t length, const uint8_t*& at, const uint8_t* end) {
    T one, two;
    if (!readPixel(at, end, &one) || !readPixel(at, end, &two)) return Status::truncated;
    if (!fits(length * 2)) return Status::invalid;
    for (size_t i = 0; i < length; i++) {
      *at_++ = one;
      *at_++ = two;
    }
    return Status::ok;
  }

  Status colorImage(size_t length, const uint8_t*& at, const uint8_t* end) {
    if (static_cast<size_t>(end - at) < length * P::kWireSize) return Status::truncated;
    if (!fits(length)) return Status::invalid;
    const uint8_t* from = at;
    T* to = at_;
    at += length * P::kWireSize;
    at_ += length;
    if (P::kWireSize == sizeof(T)) {
      std::memcpy(to, from, length * sizeof(T));
    } else {
      expandRow24_(from, reinterpret_cast<uint8_t*>(to), length, nullptr);
    }
    return Status::ok;
  }

  T* const begin_;
  T* at_;
  T* const end_;
  const size_t width_;
  T foreground_ = P::kWhite;
  const ExpandRow expandRow24_ = expandRow(PixelFormat::bgr24);
};

template <typename P>
Status decode(uint8_t* picture, const Destination& d, Bytes data) {
  return Decoder<P>(reinterpret_cast<typename P::Type*>(picture), d.width, size_t{d.width} * d.height).run(data);
}

}  // namespace

Status decodeInterleaved(const Canvas& canvas, const Destination& destination, uint32_t bitsPerPixel, Bytes data) {
  PixelFormat format;
  if (!pixelFormat(bitsPerPixel, &format) || format == PixelFormat::bgrx32) return Status::invalid;
  // 24-bit pixels are widened while they are decoded.
  if (format == PixelFormat::bgr24) format = PixelFormat::bgrx32;
  size_t stride = destination.width * bytesPerPixel(format);
  uint8_t* picture = canvas.scratch->take(stride * destination.height);
  if (!picture) return Status::noMemory;

  Status status = bitsPerPixel == 8    ? decode<Pixel8>(picture, destination, data)
                  : bitsPerPixel == 24 ? decode<Pixel24>(picture, destination, data)
                                       : decode<Pixel16>(picture, destination, data);
  if (status != Status::ok) return status;

  Placement place = sluice::place(canvas.surface, destination);
  if (place.empty()) return Status::ok;
  ExpandRow expand = expandRow(format);
  for (uint32_t row = 0; row < place.height; row++) {
    expand(picture + place.sourceRow(row) * stride + place.skipX * bytesPerPixel(format),
           canvas.surface.at(place.x, place.y + row), place.width, canvas.palette);
  }
  canvas.dirty.mark(place.x, place.y, place.width, place.height);
  return Status::ok;
}

}  // namespace sluice
