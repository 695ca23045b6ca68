// Draws tile records as docs/wire-tiles.md describes them. Written from the document alone and for nothing but checking
// the encoder: it takes no care of speed, and ends the program where a record is not what the document allows.
#pragma once

#include <vector>

#include "../kernels/surface.h"

namespace sluice {

class TileReader {
 public:
  explicit TileReader(Surface picture) : picture_(picture) {}

  /** Draws all records of a frame. */
  void draw(Bytes frame);

 private:
  struct Part {
    uint32_t x, y, width, height;
  };
  struct Depth {
    uint32_t red, green, blue;  // bits
  };
  struct Color {
    uint32_t red, green, blue;
  };

  void record();
  void drawPalette(const Part& part, Depth depth, bool lz4, std::vector<uint8_t> payload);
  void drawPixels(const Part& part, Depth depth, bool lz4, std::vector<uint8_t> payload);
  void drawPredicted(const Part& part, Depth depth, const std::vector<uint8_t>& payload);
  void put(const Part& part, uint32_t index, Depth depth, Color color);
  Color get(const Part& part, uint32_t index, Depth depth) const;

  static Color readColor(Depth depth, const uint8_t*& at, const uint8_t* end);
  static Color predict(const std::vector<Color>& colors, uint32_t index, uint32_t width);

  uint32_t byte();
  uint32_t word();

  Surface picture_;
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
};

/** Ends the program, and with it the fuzz run, unless `condition` holds. */
inline void require(bool condition) {
  if (!condition) __builtin_trap();
}

}  // namespace sluice
