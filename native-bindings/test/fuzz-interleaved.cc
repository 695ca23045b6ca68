#include "picture.h"

using namespace sluice;

namespace {
constexpr uint32_t kDepths[] = {8, 15, 16, 24, 32, 0, 4, 255};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return drawInput(data, size, [](const Canvas& canvas, const Destination& destination, uint8_t flags, Bytes payload) {
    decodeInterleaved(canvas, destination, kDepths[flags >> 2 & 7], payload);
  });
}
