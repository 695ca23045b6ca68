// Pictures of an H.264 decoder to pixels, [MS-RDPEGFX] 3.3.8.3. The decoder itself is the browser's.
#pragma once

#include "../base.h"

namespace sluice {

/** Side of a macroblock. Planes are whole macroblocks, whatever a surface measures. */
constexpr uint32_t kMacroblock = 16;

/** A decoded picture: luma, and chroma of a quarter of its size. */
struct Yuv420 {
  const uint8_t* y;
  const uint8_t* u;
  const uint8_t* v;
  size_t lumaStride;
  size_t chromaStride;
  /** From one value of a chroma row to the next: 1 for I420, 2 for NV12. */
  size_t chromaStep;
};

/** What has been put together of main and auxiliary views: three planes of one size, one after the other. */
struct Yuv444 {
  uint8_t* planes;
  /** Multiples of `kMacroblock`; rows follow each other without a gap. */
  uint32_t width, height;

  uint8_t* row(uint32_t plane, uint32_t y) const { return planes + (size_t{plane} * height + y) * width; }
};

struct Region {
  uint32_t left, top, right, bottom;
};

/**
 * Colour conversion, BT.709 in full range: writes the pixels of `area`, `to` being the first of them. INVARIANT: `area`
 * lies within the picture.
 */
void drawYuv420(const Yuv420& from, const Region& area, uint8_t* to, size_t stride);

/**
 * As above. The chroma of every even pixel of an even row is the mean of its 2×2 block as the host sent it in the main
 * view, and is brought back to its own value here, where that differs by more than what coding does.
 */
void drawYuv444(const Yuv444& from, const Region& area, uint8_t* to, size_t stride);

/**
 * Put the macroblocks of `area` into `to`. `area` has corners at macroblocks, and lies within both pictures. A main view
 * brings luma and one chroma for four pixels; an auxiliary view brings the chroma of the other three, in the layout of
 * AVC444 ([MS-RDPEGFX] 3.3.8.3.2) or AVC444v2 (3.3.8.3.3).
 */
void combineMain(const Yuv420& from, const Region& area, const Yuv444& to);
void combineAuxiliary(const Yuv420& from, const Region& area, const Yuv444& to);
void combineAuxiliaryV2(const Yuv420& from, const Region& area, const Yuv444& to);

}  // namespace sluice
