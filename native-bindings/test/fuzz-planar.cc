#include "picture.h"

using namespace sluice;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return drawInput(data, size, [](const Canvas& canvas, const Destination& destination, uint8_t, Bytes payload) {
    decodePlanar(canvas, destination, payload);
  });
}
