#include "alpha.h"

#include "run-length.h"

namespace sluice {

Status checkAlpha(const Destination& destination, Bytes data) {
  constexpr uint16_t kSignature = 0x414c;
  if (data.size < 4 /* alphaSig, compressed */) return Status::truncated;
  if (load16(data.data) != kSignature) return Status::invalid;
  uint64_t pixels = uint64_t{destination.width} * destination.height;
  const uint8_t* at = data.data + 4;
  const uint8_t* end = data.data + data.size;
  if (load16(data.data + 2) == 0) return pixels <= data.size - 4 ? Status::ok : Status::truncated;
  // CLEARCODEC_ALPHA_RLE_SEGMENT, [MS-RDPEGFX] 2.2.4.3.1.
  uint64_t covered = 0;
  while (covered < pixels) {
    uint32_t run;
    if (at == end || !readRunLength(&++at, end, &run)) return Status::truncated;
    covered += run;
  }
  return covered == pixels ? Status::ok : Status::invalid;
}

}  // namespace sluice
