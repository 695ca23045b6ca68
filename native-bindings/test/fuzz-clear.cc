// ClearCodec messages one after another, because the decoder keeps columns and glyphs. Each is preceded by its length
// and its place.
#include "../kernels/clear/clear.h"
#include "picture.h"

using namespace sluice;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scratch scratch;
  Picture picture(150, 100);
  Surface surface = picture.surface();
  std::vector<uint8_t> dirty(surface.columns() * surface.rows()), palette(1024);
  Canvas canvas = {surface, {dirty.data(), surface.columns()}, palette.data(), &scratch};
  ClearState state;
  constexpr size_t kHeader = 2 + kPlaceBytes;
  while (kHeader <= size) {
    size_t length = least<size_t>(load16(data), size - kHeader);
    Destination place = readPlace(data + 2);
    // In memory of its own, so that reads beyond the message are seen.
    std::vector<uint8_t> message(data + kHeader, data + kHeader + length);
    // Sequence numbers would stop nearly every input at its second message.
    state.begun = false;
    decodeClear(canvas, place, {message.data(), message.size()}, &state);
    data += kHeader + length;
    size -= kHeader + length;
  }
  return 0;
}
