// Main and auxiliary views to one picture. In the words of [MS-RDPEGFX] 3.3.8.3.2 and 3.3.8.3.3, areas B1 to B3 are the
// main view, B4 and up the auxiliary one.
#include "../simd.h"
#include "avc.h"

namespace sluice {

namespace {

enum Plane : uint32_t { kY, kU, kV };

/** A row of chroma, one value after the other whatever the decoder's layout. */
class ChromaRows {
 public:
  ChromaRows(const uint8_t* plane, const Yuv420& picture)
      : plane_(plane), stride_(picture.chromaStride), step_(picture.chromaStep) {}

  /** Values `from` and on of a row; `spare` is where they go if they have to be moved. */
  const uint8_t* row(uint32_t y, uint32_t from, uint32_t count, uint8_t* spare) const {
    const uint8_t* at = plane_ + y * stride_ + from * step_;
    if (step_ == 1) return at;
    for (uint32_t i = 0; i < count; i++) spare[i] = at[2 * i];
    return spare;
  }

 private:
  const uint8_t* const plane_;
  const size_t stride_, step_;
};

/** Half a macroblock row is as long as what is moved at once may be. */
constexpr uint32_t kSpare = 64;

/** Calls `work(column, count)` for every part of `left` to `right` of at most kSpare chroma values, in macroblocks. */
template <typename Work>
void inParts(uint32_t left, uint32_t right, const Work& work) {
  for (uint32_t x = left; x < right; x += 2 * kSpare) work(x, least(right - x, 2 * kSpare));
}

/** Two of each of `count` values. INVARIANT: a multiple of eight. */
void twice(const uint8_t* from, uint8_t* to, uint8_t* below, uint32_t count) {
#if SLUICE_WASM
  for (uint32_t i = 0; i < count; i += 8) {
    v128_t eight = wasm_v128_load64_zero(from + i);
    v128_t doubled = wasm_i8x16_shuffle(eight, eight, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    wasm_v128_store(to + 2 * i, doubled);
    wasm_v128_store(below + 2 * i, doubled);
  }
#else
  for (uint32_t i = 0; i < count; i++) to[2 * i] = to[2 * i + 1] = below[2 * i] = below[2 * i + 1] = from[i];
#endif
}

/** Every second byte of `to`, the odd ones. INVARIANT: `count` is a multiple of eight. */
void setOdd(const uint8_t* from, uint8_t* to, uint32_t count) {
#if SLUICE_WASM
  for (uint32_t i = 0; i < count; i += 8) {
    v128_t old = wasm_v128_load(to + 2 * i), odd = wasm_v128_load64_zero(from + i);
    wasm_v128_store(to + 2 * i,
                    wasm_i8x16_shuffle(old, odd, 0, 16, 2, 17, 4, 18, 6, 19, 8, 20, 10, 21, 12, 22, 14, 23));
  }
#else
  for (uint32_t i = 0; i < count; i++) to[2 * i + 1] = from[i];
#endif
}

/** The even bytes of `to`, taking turns from two rows of `count` values. INVARIANT: a multiple of four. */
void setEven(const uint8_t* first, const uint8_t* second, uint8_t* to, uint32_t count) {
#if SLUICE_WASM
  for (uint32_t i = 0; i < count; i += 4) {
    v128_t a = wasm_v128_load32_zero(first + i), b = wasm_v128_load32_zero(second + i);
    v128_t even = wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 0, 0, 0, 0, 0, 0, 0, 0);
    v128_t old = wasm_v128_load(to + 4 * i);
    wasm_v128_store(to + 4 * i,
                    wasm_i8x16_shuffle(even, old, 0, 17, 1, 19, 2, 21, 3, 23, 4, 25, 5, 27, 6, 29, 7, 31));
  }
#else
  for (uint32_t i = 0; i < count; i++) {
    to[4 * i] = first[i];
    to[4 * i + 2] = second[i];
  }
#endif
}

}  // namespace

void combineMain(const Yuv420& from, const Region& area, const Yuv444& to) {
  for (uint32_t y = area.top; y < area.bottom; y++) {
    std::memcpy(to.row(kY, y) + area.left, from.y + y * from.lumaStride + area.left, area.right - area.left);
  }
  const ChromaRows planes[] = {{from.u, from}, {from.v, from}};
  uint8_t spare[kSpare];
  for (uint32_t y = area.top; y < area.bottom; y += 2) {
    inParts(area.left, area.right, [&](uint32_t x, uint32_t width) {
      for (uint32_t p = 0; p < 2; p++) {
        const uint8_t* values = planes[p].row(y / 2, x / 2, width / 2, spare);
        twice(values, to.row(kU + p, y) + x, to.row(kU + p, y + 1) + x, width / 2);
      }
    });
  }
}

void combineAuxiliary(const Yuv420& from, const Region& area, const Yuv444& to) {
  // Of the sixteen luma rows of a macroblock, eight are the odd rows of U and eight those of V.
  for (uint32_t y = area.top; y < area.bottom; y++) {
    uint32_t row = y % kMacroblock, half = kMacroblock / 2;
    uint32_t odd = y - row + row % half * 2 + 1;
    std::memcpy(to.row(row < half ? kU : kV, odd) + area.left, from.y + y * from.lumaStride + area.left,
                area.right - area.left);
  }
  const ChromaRows planes[] = {{from.u, from}, {from.v, from}};
  uint8_t spare[kSpare];
  for (uint32_t y = area.top; y < area.bottom; y += 2) {
    inParts(area.left, area.right, [&](uint32_t x, uint32_t width) {
      for (uint32_t p = 0; p < 2; p++) {
        setOdd(planes[p].row(y / 2, x / 2, width / 2, spare), to.row(kU + p, y) + x, width / 2);
      }
    });
  }
}

void combineAuxiliaryV2(const Yuv420& from, const Region& area, const Yuv444& to) {
  // The left half of a luma row has the odd columns of U, the right half those of V.
  for (uint32_t y = area.top; y < area.bottom; y++) {
    const uint8_t* values = from.y + y * from.lumaStride + area.left / 2;
    setOdd(values, to.row(kU, y) + area.left, (area.right - area.left) / 2);
    setOdd(values + to.width / 2, to.row(kV, y) + area.left, (area.right - area.left) / 2);
  }
  // Chroma rows have the even columns of the odd rows: those divisible by four in one plane, the others in the other.
  const ChromaRows first(from.u, from), second(from.v, from);
  uint8_t spareFirst[kSpare], spareSecond[kSpare];
  for (uint32_t y = area.top; y < area.bottom; y += 2) {
    inParts(area.left, area.right, [&](uint32_t x, uint32_t width) {
      for (uint32_t p = 0; p < 2; p++) {
        uint32_t column = x / 4 + p * (to.width / 4);
        setEven(first.row(y / 2, column, width / 4, spareFirst), second.row(y / 2, column, width / 4, spareSecond),
                to.row(kU + p, y + 1) + x, width / 4);
      }
    });
  }
}

}  // namespace sluice
