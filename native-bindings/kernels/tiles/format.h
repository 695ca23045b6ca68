// The tile format, docs/wire-tiles.md. The decoder in src/wire/tiles.ts reads what stands here.
#pragma once

#include "../surface.h"

namespace sluice {

enum class Encoding : uint8_t {
  solid = 0,
  cached = 1,
  palette24 = 2,
  palette565 = 3,
  palette555 = 4,
  pixels24 = 5,
  pixels565 = 6,
  pixels555 = 7,
  predicted24 = 8,
  predicted565 = 9,
  predicted555 = 10,
};

/** Flags in the tag byte, beside the encoding in its low four bits. */
constexpr uint8_t kTagStore = 0x10;    // u16 slot follows
constexpr uint8_t kTagPartial = 0x20;  // three bytes follow: x, y, width - 1, height - 1 in six bits each
constexpr uint8_t kTagLz4 = 0x40;      // the payload's body is one LZ4 block

/** The depth in which colours are written. High-colour hosts lose bits; what they cannot hold need not travel. */
enum class Depth : uint8_t { bits24, bits565, bits555 };

/** A family of encodings begins with its 24-bit member. */
inline Encoding inDepth(Encoding family, Depth depth) {
  return static_cast<Encoding>(static_cast<uint8_t>(family) + static_cast<uint8_t>(depth));
}

/** Operations of the pixel stream; see docs/wire-tiles.md. */
namespace op {
constexpr uint8_t kIndex = 0x00;     // six bits: slot in the table of recent colours
constexpr uint8_t kDiff = 0x40;      // two bits each for red, green, blue against the prediction
constexpr uint8_t kLuma = 0x80;      // six bits of green; a second byte holds red and blue relative to it
constexpr uint8_t kLeft = 0xc0;      // run of the pixel to the left, 1 to 31, then extended
constexpr uint8_t kAbove = 0xe0;     // run copied from the row above, 1 to 15, then extended
constexpr uint8_t kSame = 0xf0;      // run that the viewer has already, 1 to 13, then extended
constexpr uint8_t kLiteral = 0xfe;   // one colour
constexpr uint8_t kLiterals = 0xff;  // u8 count - 2, or 255 and u16 count; colours
constexpr uint32_t kLeftMax = 31, kAboveMax = 15, kSameMax = 13;
}  // namespace op

/** The predicted coding: Golomb-Rice codes whose parameter follows the size of recent differences, per channel. */
namespace rice {
constexpr uint32_t kStartMean = 64;  // eight times the mean of folded differences
constexpr uint32_t kMeanShift = 3;
constexpr uint32_t kEscape = 8;  // so many one bits say that the value follows as it is
/** Number of low bits that are written as they are: the bit length of a twelfth of the mean, below the channel's bits.
 */
inline uint32_t parameter(uint32_t mean, uint32_t channelBits) {
  uint32_t twelfth = mean * 85 >> 10;
  uint32_t bits = twelfth == 0 ? 0 : 32 - static_cast<uint32_t>(__builtin_clz(twelfth));
  return bits < channelBits ? bits : channelBits - 1;
}
}  // namespace rice

constexpr uint32_t kRecentColors = 64;
inline uint32_t recentSlot(uint32_t color) {
  return ((color >> 16 & 255) * 3 + (color >> 8 & 255) * 5 + (color & 255) * 7) % kRecentColors;
}

constexpr size_t kCellPixels = size_t{kCell} * kCell;
constexpr size_t kRecordHeader = 2 /* cell */ + 1 /* tag */ + 2 /* slot */ + 3 /* rectangle */ + 2 /* length */;
/** The longest payload before the encoder looks at it: three differences of sixteen bits for each pixel, and their
 * frame. */
constexpr size_t kMaxPayload = kCellPixels * 6 + 16;
/** A cell is one record, or one for each side of the void pixels in its middle and one for what lies between them. */
constexpr size_t kMaxRecords = 5;
constexpr size_t kMaxCell = kMaxPayload + kMaxRecords * (kRecordHeader + 16);

}  // namespace sluice
