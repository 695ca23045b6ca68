// Whole decode batches: lengths, codecs and places of records.
#include "../kernels/decode-batch.h"
#include "picture.h"

using namespace sluice;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scratch scratch;
  Picture picture(150, 100);
  Surface surface = picture.surface();
  std::vector<uint8_t> dirty(surface.columns() * surface.rows()), palette(1024);
  decodeBatch({data, size}, surface, dirty.data(), palette.data(), nullptr, scratch);
  return 0;
}
