// Whole batches with graphics state, one after another, on desktops of changing size.
#include "../kernels/decode-batch.h"
#include "picture.h"

using namespace sluice;

namespace {

/** Surfaces of more than 256 pixels each way are as good as smaller ones, and take a fuzzer's time. */
void limitSurfaces(std::vector<uint8_t>* batch) {
  constexpr size_t kHeader = 28;
  constexpr uint8_t kCreateSurface = 17;
  for (size_t at = 0; at + kHeader <= batch->size();) {
    uint8_t* h = batch->data() + at;
    if (h[0] == kCreateSurface) h[17] = h[19] = 0;
    size_t length = load32(h + 20);
    at += kHeader + ((length + 3) & ~size_t{3});
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scratch scratch;
  Graphics graphics(kSmallCache);
  std::vector<uint8_t> palette(1024);
  // u16 length, u8 width and height of the desktop, then the batch.
  constexpr size_t kHeader = 4;
  while (kHeader <= size) {
    size_t length = least<size_t>(load16(data), size - kHeader);
    Picture picture(data[2] + 1u, data[3] + 1u);
    Surface surface = picture.surface();
    std::vector<uint8_t> dirty(surface.columns() * surface.rows());
    std::vector<uint8_t> batch(data + kHeader, data + kHeader + length);
    limitSurfaces(&batch);
    decodeBatch({batch.data(), batch.size()}, surface, dirty.data(), palette.data(), &graphics, scratch);
    data += kHeader + length;
    size -= kHeader + length;
  }
  return 0;
}
