// The three codings of a changed part.
#pragma once

#include "colors.h"

namespace sluice {

/** Working memory of the tile encoder; one per thread. */
struct TileScratch {
  Part part;
  Palette palette;
  /** Colours in the depth they are written in, and what is left of them after prediction, byte by byte. */
  uint32_t reduced[kCellPixels];
  uint32_t residuals[kCellPixels];
  uint8_t bytes[kMaxPayload];
  uint8_t packed[kMaxPayload];
  alignas(8) uint8_t lz4State[16416];
};

struct Payload {
  size_t size;
  bool lz4;
};

/** Palette, then an index of 1, 2, 4 or 8 bits per pixel, rows padded to bytes; LZ4 over the indices where it helps. */
Payload encodePalette(TileScratch& scratch, Depth depth, uint8_t* out);

/** Fills `reduced` and `residuals` for the two codings below. */
void predictPart(TileScratch& scratch, Depth depth);

/** A stream of runs, recent colours and differences to a prediction; LZ4 over it where it helps. */
Payload encodePixels(TileScratch& scratch, Depth depth, uint8_t* out);

/** The same stream for a part with void pixels, which the viewer keeps. Its colours are not predicted from them. */
Payload encodeAroundVoid(TileScratch& scratch, uint8_t* out);

/** The same stream with nothing in it but the colours, for noise. */
Payload encodeLiterals(TileScratch& scratch, Depth depth, uint8_t* out);
constexpr size_t kLiteralsHeader = 4;

/** Differences to a prediction in as few bits as they need: pictures without repetition. */
Payload encodePredicted(TileScratch& scratch, Depth depth, uint8_t* out);

/** Compresses `size` bytes of `scratch.bytes` to `out` when that makes them smaller, else copies them. */
Payload compressOrCopy(TileScratch& scratch, size_t size, uint8_t* out);

}  // namespace sluice
