#include "colors.h"

namespace sluice {

namespace {

constexpr uint8_t kInexact = 0xff;

/** From eight bits back to five and six, where that is exact; the inverse of bitmap/expand.cc. */
struct Reductions {
  uint8_t five[256];
  uint8_t six[256];

  Reductions() {
    std::memset(five, kInexact, sizeof five);
    std::memset(six, kInexact, sizeof six);
    for (uint32_t c = 0; c < 32; c++) five[c << 3 | c >> 2] = static_cast<uint8_t>(c);
    for (uint32_t c = 0; c < 64; c++) six[least((c << 2) + (c >> 3), 255u)] = static_cast<uint8_t>(c);
  }
};

const Reductions kReductions;

bool fits(const uint32_t* colors, uint32_t count, const uint8_t* green) {
  const uint8_t* five = kReductions.five;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t c = colors[i];
    if ((five[c >> 16 & 255] | green[c >> 8 & 255] | five[c & 255]) == kInexact) return false;
  }
  return true;
}

}  // namespace

bool gather(const Cell& cell, const CellRect& rect, Part* part) {
  uint32_t opaque = kOpaque;
  part->width = rect.width;
  part->height = rect.height;
  uint32_t* __restrict to = part->colors;
  uint32_t* __restrict old = part->shadow;
  for (uint32_t y = rect.y; y < rect.y + rect.height; y++) {
    const uint8_t* row = cell.row(y) + rect.x * size_t{4};
    const uint8_t* shadow = cell.shadowRow(y) + rect.x * size_t{4};
    for (uint32_t x = 0; x < rect.width; x++) {
      uint32_t pixel = load32(row + x * 4);
      to[x] = pixel & 0xffffff;
      opaque &= pixel;
    }
    // A viewer without a picture yet has no pixel to keep: its shadow is not opaque and equals no colour.
    for (uint32_t x = 0; x < rect.width; x++) old[x] = load32(shadow + x * 4) ^ kOpaque;
    to += rect.width;
    old += rect.width;
  }
  return !isVoid(opaque);
}

void markVoid(const Cell& cell, const CellRect& rect, Part* part) {
  // No colour, and different in every place, so that no run to the left or from above holds it.
  constexpr uint32_t kMark = 0x80000000u;
  for (uint32_t i = 0; i < part->count(); i++) {
    const uint8_t* row = cell.row(rect.y + i / rect.width);
    if (isVoid(load32(row + (rect.x + i % rect.width) * size_t{4}))) part->colors[i] = part->shadow[i] = kMark | i;
  }
}

bool collectPalette(const Part& part, uint32_t limit, Palette* palette) {
  constexpr uint32_t kSlots = 1024;
  int16_t slots[kSlots];
  std::memset(slots, -1, sizeof slots);
  palette->size = 0;
  uint32_t last = ~part.colors[0];
  uint8_t index = 0;
  for (uint32_t i = 0; i < part.count(); i++) {
    uint32_t color = part.colors[i];
    if (color != last) {
      last = color;
      uint32_t slot = color * 0x9e3779b1u >> 22;
      while (0 <= slots[slot] && palette->colors[slots[slot]] != color) slot = (slot + 1) % kSlots;
      if (slots[slot] < 0) {
        if (palette->size == limit) return false;
        palette->colors[palette->size] = color;
        slots[slot] = static_cast<int16_t>(palette->size++);
      }
      index = static_cast<uint8_t>(slots[slot]);
    }
    palette->indices[i] = index;
  }
  return true;
}

Depth exactDepth(const uint32_t* colors, uint32_t count) {
  if (fits(colors, count, kReductions.six)) return Depth::bits565;
  if (fits(colors, count, kReductions.five)) return Depth::bits555;
  return Depth::bits24;
}

uint32_t reduce(uint32_t color, Depth depth) {
  if (depth == Depth::bits24) return color;
  const uint8_t* green = depth == Depth::bits565 ? kReductions.six : kReductions.five;
  return static_cast<uint32_t>(kReductions.five[color >> 16 & 255] << 16 | green[color >> 8 & 255] << 8 |
                               kReductions.five[color & 255]);
}

void reduceAll(const uint32_t* colors, uint32_t count, Depth depth, uint32_t* reduced) {
  if (depth == Depth::bits24) {
    std::memcpy(reduced, colors, count * sizeof *colors);
  } else {
    for (uint32_t i = 0; i < count; i++) reduced[i] = reduce(colors[i], depth);
  }
}

uint8_t* putColor(uint8_t* to, uint32_t c, Depth depth) {
  if (depth == Depth::bits24) {
    to[0] = static_cast<uint8_t>(c);
    to[1] = static_cast<uint8_t>(c >> 8);
    to[2] = static_cast<uint8_t>(c >> 16);
    return to + 3;
  }
  uint32_t green = depth == Depth::bits565 ? 6 : 5;
  store(to, static_cast<uint16_t>(c >> 16 << (5 + green) | (c >> 8 & 63) << 5 | (c & 31)));
  return to + 2;
}

}  // namespace sluice
