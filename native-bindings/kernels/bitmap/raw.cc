#include "bitmap.h"
#include "expand.h"

namespace sluice {

Status decodeRaw(const Canvas& canvas, const Destination& destination, uint32_t bitsPerPixel, Bytes data) {
  PixelFormat format;
  if (!pixelFormat(bitsPerPixel, &format)) return Status::invalid;
  size_t tight = destination.width * bytesPerPixel(format);
  size_t padded = (tight + 3) & ~size_t{3};
  // The specification pads rows of bitmap updates to four bytes; surface bits and some hosts do not.
  size_t stride = padded * destination.height <= data.size ? padded : tight;
  if (data.size < stride * destination.height) return Status::truncated;

  Placement place = sluice::place(canvas.surface, destination);
  if (place.empty()) return Status::ok;
  ExpandRow expand = expandRow(format);
  const uint8_t* first = data.data + place.skipX * bytesPerPixel(format);
  for (uint32_t row = 0; row < place.height; row++) {
    expand(first + place.sourceRow(row) * stride, canvas.surface.at(place.x, place.y + row), place.width,
           canvas.palette);
  }
  canvas.dirty.mark(place.x, place.y, place.width, place.height);
  return Status::ok;
}

}  // namespace sluice
