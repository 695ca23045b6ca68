// Pictures through the tile encoder and back: what is drawn from the records must equal the picture, and so must the
// shadow. The input paints: each command of seven bytes fills a rectangle in one of several ways. Where pixels are void
// the viewer shows video, which must stay as it is.
#include "../kernels/tiles/encode-tiles.h"
#include "picture.h"
#include "tile-reader.h"

using namespace sluice;

namespace {

// Four cells, three of them at an edge.
constexpr uint32_t kWidth = 80, kHeight = 70;
constexpr size_t kCells = 4;
constexpr size_t kCommand = 7;

uint32_t five(uint32_t c) { return (c & 31) * 8 + (c & 31) / 4; }
uint32_t six(uint32_t c) { return least((c & 63) * 4 + (c & 63) / 8, 255u); }

/** A colour of the kind that `how` asks for. */
uint32_t colorFor(uint32_t how, uint32_t seed, uint32_t x, uint32_t y) {
  uint32_t noise = (x * 2654435761u ^ y * 40503u ^ seed * 97u) * 2246822519u >> 8;
  switch (how % 8) {
    case 0:
      return seed * 0x010203;
    case 1:
      return noise;
    case 2:
      return (noise % (seed + 1)) * 0x030507;
    case 3:
      return (x + seed) << 16 | (y * 2 + noise % 3) << 8 | (x + y);
    case 4:
      return five(x + noise % 2) << 16 | six(y + seed) << 8 | five(x + y);
    case 5:
      return five(noise) << 16 | five(noise >> 5) << 8 | five(noise >> 10);
    case 6:
      return (x / 8 + y / 8) % 2 ? 0xffffff : seed;
    default:
      return five(seed) << 16 | six(noise) << 8 | five(x);
  }
}

void paint(const Surface& surface, const uint8_t* command) {
  uint32_t left = command[0] % kWidth, top = command[1] % kHeight;
  uint32_t right = least(left + command[2] + 1u, kWidth), bottom = least(top + command[3] + 1u, kHeight);
  // Void throughout, or here and there.
  uint32_t how = command[4], sieve = how >= 0xf0 ? 1 : how >= 0xe0 ? command[5] % 7 + 2 : 0;
  for (uint32_t y = top; y < bottom; y++) {
    for (uint32_t x = left; x < right; x++) {
      bool isHole = sieve != 0 && (x * 5 + y * 3) % sieve == 0;
      store(surface.at(x, y), isHole ? 0 : kOpaque | (colorFor(how, command[5], x, y) & 0xffffff));
    }
  }
}

/** Draws what the viewer shows where the picture is void. */
void playVideo(const Surface& picture, const Surface& drawn, uint32_t frame) {
  for (uint32_t y = 0; y < kHeight; y++) {
    for (uint32_t x = 0; x < kWidth; x++) {
      if (isVoid(load32(picture.at(x, y)))) store(drawn.at(x, y), kOpaque | (colorFor(1, frame, x, y) & 0xffffff));
    }
  }
}

void compare(const Surface& picture, const Surface& drawn, const std::vector<uint8_t>& before) {
  for (uint32_t y = 0; y < kHeight; y++) {
    for (uint32_t x = 0; x < kWidth; x++) {
      uint32_t pixel = load32(picture.at(x, y));
      uint32_t expected = isVoid(pixel) ? load32(before.data() + (y * kWidth + x) * size_t{4}) : pixel;
      require(load32(drawn.at(x, y)) == expected);
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static TileScratch* scratch = new TileScratch;
  Picture picture(kWidth, kHeight), shadow(kWidth, kHeight), drawn(kWidth, kHeight);
  Surface surface = picture.surface();
  uint16_t cells[kCells] = {3, 0, 1, 2};
  std::vector<uint8_t> bytes(maxEncodedSize(kCells));
  uint32_t stores[2 * kCells];
  uint64_t hashes[kCells];
  uint32_t frame = 0;
  // Every command may end a frame; its last byte says so.
  for (; kCommand <= size; data += kCommand, size -= kCommand) {
    paint(surface, data);
    if (data[6] & 1) continue;
    playVideo(surface, drawn.surface(), ++frame);
    std::vector<uint8_t> before = drawn.pixels();
    TileOutput output = {bytes.data(), stores, hashes, 0, 0, 0};
    encodeTiles(surface, shadow.surface(), cells, kCells, {nullptr, 0}, *scratch, &output);
    require(output.length <= bytes.size() && shadow.pixels() == picture.pixels());
    TileReader(drawn.surface()).draw({bytes.data(), output.length});
    compare(surface, drawn.surface(), before);
  }
  return 0;
}
