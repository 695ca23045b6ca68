#include "cell.h"

#include "xxhash.h"

namespace sluice {

namespace {

/** First and last pixel of a row that differ. */
void widen(const uint8_t* row, const uint8_t* shadow, uint32_t width, uint32_t* left, uint32_t* right) {
  uint32_t x = 0;
  while (x < *left && load32(row + x * 4) == load32(shadow + x * 4)) x++;
  *left = x;
  x = width;
  while (*right < x && load32(row + (x - 1) * 4) == load32(shadow + (x - 1) * 4)) x--;
  *right = greatest(*right, x);
}

}  // namespace

Cell cellAt(const Surface& surface, const Surface& shadow, uint32_t index) {
  uint32_t x = index % surface.columns() * kCell, y = index / surface.columns() * kCell;
  return {surface.at(x, y),
          surface.stride,
          shadow.at(x, y),
          shadow.stride,
          least(kCell, surface.width - x),
          least(kCell, surface.height - y)};
}

CellRect changedPart(const Cell& cell) {
  size_t bytes = cell.width * size_t{4};
  uint32_t top = 0, bottom = cell.height;
  while (top < bottom && std::memcmp(cell.row(top), cell.shadowRow(top), bytes) == 0) top++;
  if (top == bottom) return {0, 0, 0, 0};
  while (std::memcmp(cell.row(bottom - 1), cell.shadowRow(bottom - 1), bytes) == 0) bottom--;
  uint32_t left = cell.width, right = 0;
  for (uint32_t y = top; y < bottom; y++) widen(cell.row(y), cell.shadowRow(y), cell.width, &left, &right);
  return {left, top, right - left, bottom - top};
}

CellRect changedPart(const Cell& cell, const CellRect& area) {
  CellRect part = changedPart({cell.row(area.y) + area.x * size_t{4}, cell.stride,
                               cell.shadowRow(area.y) + area.x * size_t{4}, cell.shadowStride, area.width,
                               area.height});
  return {part.x + area.x, part.y + area.y, part.width, part.height};
}

bool mayHoldVoid(const Cell& cell) {
  uint32_t opaque = kOpaque;
  for (uint32_t y = 0; y < cell.height; y++) {
    const uint8_t* row = cell.row(y);
    for (uint32_t x = 0; x < cell.width; x++) opaque &= load32(row + x * size_t{4});
  }
  return isVoid(opaque);
}

CellRect voidPart(const Cell& cell) {
  uint32_t left = cell.width, right = 0, top = cell.height, bottom = 0;
  for (uint32_t y = 0; y < cell.height; y++) {
    const uint8_t* row = cell.row(y);
    for (uint32_t x = 0; x < cell.width; x++) {
      if (!isVoid(load32(row + x * size_t{4}))) continue;
      left = least(left, x);
      right = greatest(right, x + 1);
      top = least(top, y);
      bottom = y + 1;
    }
  }
  return right == 0 ? CellRect{0, 0, 0, 0} : CellRect{left, top, right - left, bottom - top};
}

void forgetVoid(const Cell& cell) {
  for (uint32_t y = 0; y < cell.height; y++) {
    const uint8_t* row = cell.row(y);
    uint8_t* shadow = cell.shadowRow(y);
    for (size_t x = 0; x < cell.width * size_t{4}; x += 4) {
      uint32_t pixel = load32(row + x);
      if (isVoid(pixel)) store(shadow + x, pixel);
    }
  }
}

void updateShadow(const Cell& cell, const CellRect& part) {
  for (uint32_t y = part.y; y < part.y + part.height; y++) {
    std::memcpy(cell.shadowRow(y) + part.x * size_t{4}, cell.row(y) + part.x * size_t{4}, part.width * size_t{4});
  }
}

uint64_t hashCell(const Cell& cell, uint8_t* gather) {
  size_t bytes = cell.width * size_t{4};
  for (uint32_t y = 0; y < cell.height; y++) std::memcpy(gather + y * bytes, cell.row(y), bytes);
  uint64_t hash = XXH64(gather, bytes * cell.height, cell.width << 8 | cell.height);
  return hash == 0 ? 1 : hash;
}

}  // namespace sluice
