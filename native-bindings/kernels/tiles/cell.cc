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
