#include "coders.h"

namespace sluice {

namespace {

struct Runs {
  uint32_t left, above, same;
};

/** A byte of a residual as a signed difference. */
inline int difference(uint32_t residual, int shift) { return static_cast<int8_t>(residual >> shift & 255); }

uint8_t* putLiterals(uint8_t* to, const uint32_t* colors, uint32_t count, Depth depth) {
  *to++ = count == 1 ? op::kLiteral : op::kLiterals;
  if (count > 1) *to++ = static_cast<uint8_t>(least(count - 2, 255u));
  if (count >= 257) {
    store(to, static_cast<uint16_t>(count));
    to += 2;
  }
  for (uint32_t i = 0; i < count; i++) to = putColor(to, colors[i], depth);
  return to;
}

/** Without `predicts`, colours are found among recent ones or written as they are. */
template <bool predicts>
class PixelCoder {
 public:
  PixelCoder(const TileScratch& scratch, Depth depth, uint8_t* out)
      : part_(scratch.part),
        reduced_(scratch.reduced),
        residuals_(scratch.residuals),
        depth_(depth),
        greenShift_(greenShift(depth)),
        to_(out) {}

  uint8_t* run() {
    uint32_t count = part_.count();
    for (uint32_t i = 0; i < count;) {
      Runs runs = measure(i, count);
      uint32_t longest = greatest(runs.left, greatest(runs.above, runs.same));
      if (longest > 0) {
        flush(i);
        putRun(runs, longest);
        i += longest;
        literals_ = i;
      } else {
        putPixel(i++);
      }
    }
    flush(count);
    return to_;
  }

 private:
  Runs measure(uint32_t i, uint32_t count) const {
    const uint32_t* colors = part_.colors;
    uint32_t width = part_.width;
    Runs runs = {0, 0, 0};
    if (i > 0) {
      uint32_t at = i, left = colors[i - 1];
      while (at < count && colors[at] == left) at++;
      runs.left = at - i;
    }
    if (i >= width) {
      uint32_t at = i;
      while (at < count && colors[at] == colors[at - width]) at++;
      runs.above = at - i;
    }
    uint32_t at = i;
    while (at < count && colors[at] == part_.shadow[at]) at++;
    runs.same = at - i;
    return runs;
  }

  void putRun(const Runs& runs, uint32_t length) {
    if (length == runs.left) {
      putRun(op::kLeft, op::kLeftMax, length);
    } else if (length == runs.above) {
      putRun(op::kAbove, op::kAboveMax, length);
    } else {
      putRun(op::kSame, op::kSameMax, length);
    }
  }

  /** Lengths below `max` fit the operation; `max` itself says that a byte follows which adds up to 255. */
  void putRun(uint8_t base, uint32_t max, uint32_t length) {
    while (length > 0) {
      if (length < max) {
        *to_++ = static_cast<uint8_t>(base + length - 1);
        return;
      }
      uint32_t more = least(length - max, 255u);
      *to_++ = static_cast<uint8_t>(base + max - 1);
      *to_++ = static_cast<uint8_t>(more);
      length -= max + more;
    }
  }

  void putPixel(uint32_t i) {
    uint32_t color = reduced_[i];
    uint32_t& recent = recent_[recentSlot(color)];
    if (recent == color) {
      flush(i);
      *to_++ = static_cast<uint8_t>(op::kIndex | recentSlot(color));
      literals_ = i + 1;
      return;
    }
    recent = color;
    if (!predicts) return;
    int red = difference(residuals_[i], 16);
    int green = difference(residuals_[i], 8);
    int blue = difference(residuals_[i], 0);
    if (static_cast<unsigned>(red + 2) < 4 && static_cast<unsigned>(green + 2) < 4 &&
        static_cast<unsigned>(blue + 2) < 4) {
      flush(i);
      *to_++ = static_cast<uint8_t>(op::kDiff | (red + 2) << 4 | (green + 2) << 2 | (blue + 2));
      literals_ = i + 1;
      return;
    }
    int base = green >> greenShift_;
    if (static_cast<unsigned>(green + 32) < 64 && static_cast<unsigned>(red - base + 8) < 16 &&
        static_cast<unsigned>(blue - base + 8) < 16) {
      flush(i);
      *to_++ = static_cast<uint8_t>(op::kLuma | (green + 32));
      *to_++ = static_cast<uint8_t>((red - base + 8) << 4 | (blue - base + 8));
      literals_ = i + 1;
    }
  }

  /** Writes the literals that wait, up to pixel `end`. */
  void flush(uint32_t end) {
    if (literals_ == end) return;
    to_ = putLiterals(to_, reduced_ + literals_, end - literals_, depth_);
    literals_ = end;
  }

  const Part& part_;
  const uint32_t* const reduced_;
  const uint32_t* const residuals_;
  const Depth depth_;
  const int greenShift_;
  uint8_t* to_;
  /** First pixel that has not been written; what lies between it and the current one are literals. */
  uint32_t literals_ = 0;
  uint32_t recent_[kRecentColors] = {};
};

}  // namespace

Payload encodePixels(TileScratch& scratch, Depth depth, uint8_t* out) {
  uint8_t* end = PixelCoder<true>(scratch, depth, scratch.bytes).run();
  return compressOrCopy(scratch, static_cast<size_t>(end - scratch.bytes), out);
}

Payload encodeAroundVoid(TileScratch& scratch, uint8_t* out) {
  // In full depth, because the pixels that the viewer keeps may have any colour.
  reduceAll(scratch.part.colors, scratch.part.count(), Depth::bits24, scratch.reduced);
  uint8_t* end = PixelCoder<false>(scratch, Depth::bits24, scratch.bytes).run();
  return compressOrCopy(scratch, static_cast<size_t>(end - scratch.bytes), out);
}

Payload encodeLiterals(TileScratch& scratch, Depth depth, uint8_t* out) {
  uint8_t* end = putLiterals(out, scratch.reduced, scratch.part.count(), depth);
  return {static_cast<size_t>(end - out), false};
}

}  // namespace sluice
