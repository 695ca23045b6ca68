#include "../bitmap/run-length.h"
#include "layers.h"
#include "run-writer.h"

namespace sluice {

Status drawResidual(const Surface& bitmap, Bytes data) {
  RunWriter writer(bitmap);
  const uint8_t* at = data.data;
  const uint8_t* end = at + data.size;
  // CLEARCODEC_RGB_RUN_SEGMENT, [MS-RDPEGFX] 2.2.4.1.1.1.1.
  while (at < end) {
    if (end - at < 4 /* blue, green, red, runLengthFactor1 */) return Status::truncated;
    uint32_t pixel = load24(at) | kOpaque, run;
    at += 3;
    if (!readRunLength(&at, end, &run)) return Status::truncated;
    if (writer.left() < run) return Status::invalid;
    writer.put(pixel, run);
  }
  return writer.left() == 0 ? Status::ok : Status::truncated;
}

}  // namespace sluice
