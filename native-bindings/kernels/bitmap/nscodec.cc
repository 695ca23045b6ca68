// NSCodec, [MS-RDPNSC] 2.2.2 and 3.1.8: luma, two chroma planes and alpha, each run-length encoded on its own.
#include "bitmap.h"
#include "planes.h"

namespace sluice {

namespace {

constexpr size_t kHeader =
    4 * 4 /* plane byte counts */ + 1 /* ColorLossLevel */ + 1 /* ChromaSubsamplingLevel */ + 2 /* Reserved */;
/** The last four bytes of a run-length encoded plane are always stored as they are. */
constexpr size_t kEndData = 4;

/** NSCODEC_RLE_SEGMENTS, [MS-RDPNSC] 2.2.2.1: a byte that occurs twice is followed by a count. */
bool expandPlane(Bytes data, uint8_t* plane, size_t size) {
  const uint8_t* at = data.data;
  const uint8_t* end = at + data.size;
  uint8_t* to = plane;
  uint8_t* segmentsEnd = plane + size - kEndData;
  while (to < segmentsEnd) {
    if (at == end) return false;
    uint8_t value = *at++;
    // The byte before the end data stands alone, whatever follows it.
    if (to + 1 == segmentsEnd || at == end || *at != value) {
      *to++ = value;
      continue;
    }
    if (end - at < 2) return false;
    size_t length = at[1] + size_t{2};
    at += 2;
    if (at[-1] == 0xff) {
      if (end - at < 4) return false;
      length = load32(at);
      at += 4;
    }
    if (static_cast<size_t>(segmentsEnd - to) < length) return false;
    std::memset(to, value, length);
    to += length;
  }
  if (static_cast<size_t>(end - at) < kEndData) return false;
  std::memcpy(to, at, kEndData);
  return true;
}

/** A plane is absent (alpha that is opaque everywhere), compressed when shorter than its pixels, or stored. */
Status readPlane(Bytes data, uint8_t* plane, size_t size) {
  if (data.size == 0) {
    std::memset(plane, 0xff, size);
  } else if (size <= data.size) {
    std::memcpy(plane, data.data, size);
  } else if (size < kEndData || !expandPlane(data, plane, size)) {
    return Status::invalid;
  }
  return Status::ok;
}

}  // namespace

Status decodeNsCodec(const Canvas& canvas, const Destination& destination, Bytes data) {
  if (data.size < kHeader) return Status::truncated;
  uint8_t colorLoss = data.data[16];
  bool subsampled = data.data[17] != 0;
  if (colorLoss < 1 || 7 < colorLoss) return Status::invalid;
  size_t width = destination.width, height = destination.height;
  if (width == 0 || height == 0) return Status::ok;

  // With subsampling the encoder works on a picture padded to eight columns and two rows, [MS-RDPNSC] 3.1.8.1.3.
  size_t lumaStride = subsampled ? (width + 7) & ~size_t{7} : width;
  size_t chromaStride = subsampled ? lumaStride / 2 : width;
  size_t lumaSize = lumaStride * height;
  size_t chromaSize = subsampled ? chromaStride * ((height + 1) / 2) : lumaSize;
  const size_t sizes[3] = {lumaSize, chromaSize, chromaSize};

  size_t spacing = (lumaSize + kPlaneSlack + 63) & ~size_t{63};
  uint8_t* planes = canvas.scratch->take(spacing * 3);
  if (!planes) return Status::noMemory;
  Bytes rest = data.slice(kHeader, data.size - kHeader);
  for (int plane = 0; plane < 3; plane++) {
    size_t count = load32(data.data + plane * 4);
    if (rest.size < count) return Status::truncated;
    Status status = readPlane(rest.slice(0, count), planes + plane * spacing, sizes[plane]);
    if (status != Status::ok) return status;
    rest = rest.slice(count, rest.size - count);
  }

  // The alpha plane, which would follow, is not read: the desktop is opaque.
  Placement place = sluice::place(canvas.surface, destination);
  if (place.empty()) return Status::ok;
  YCoCgPlanes source = {planes,
                        planes + spacing,
                        planes + 2 * spacing,
                        lumaStride,
                        chromaStride,
                        subsampled,
                        static_cast<uint8_t>(colorLoss - 1),
                        false};
  joinYCoCg(canvas.surface, place, source);
  canvas.dirty.mark(place.x, place.y, place.width, place.height);
  return Status::ok;
}

}  // namespace sluice
