// Progressive messages, one after another: each builds on what those before left. The first byte of each says which
// context it is for, the next two how long it is.
#include "../kernels/progressive/progressive.h"
#include "picture.h"

using namespace sluice;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scratch scratch;
  Picture picture(150, 100);
  Surface surface = picture.surface();
  std::vector<uint8_t> dirty(surface.columns() * surface.rows()), palette(1024);
  Canvas canvas = {surface, {dirty.data(), surface.columns()}, palette.data(), &scratch};
  ProgressiveBudget budget;
  ProgressiveContexts contexts;
  contexts.prepare(surface.columns(), surface.rows(), &budget);
  constexpr size_t kHead = 3;
  while (kHead <= size) {
    uint32_t context = data[0] & 1;
    if (data[0] & 0x80) contexts.remove(context);
    size_t length = least<size_t>(load16(data + 1), size - kHead);
    decodeProgressive(canvas, {&contexts, context}, {data + kHead, length});
    data += kHead + length;
    size -= kHead + length;
  }
  return 0;
}
