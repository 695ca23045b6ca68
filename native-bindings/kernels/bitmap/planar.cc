// RDP 6.0 bitmap compression, [MS-RDPEGDI] 2.2.2.5.1 and 3.1.9.
//
// The segments of a compressed plane are first expanded to one byte per pixel. Vertical deltas are undone afterwards,
// together with the joining of the planes, in whole vectors per row.
#include "bitmap.h"
#include "planes.h"

namespace sluice {

namespace {

constexpr uint8_t kColorLossMask = 0x07;
constexpr uint8_t kChromaSubsampling = 0x08;
constexpr uint8_t kRunLengths = 0x10;
constexpr uint8_t kNoAlpha = 0x20;

struct PlaneSize {
  size_t width, height;
  size_t bytes() const { return width * height; }
};

/** One RDP6_RLE_SEGMENT writes at most 47 pixels; every write is made in blocks of sixteen. */
constexpr size_t kLongestRun = 47;

/**
 * Expands RDP6_RLE_SEGMENTS, [MS-RDPEGDI] 3.1.9.2, to the bytes that they stand for: values in the first row, zigzag
 * deltas to the row above in the others. Returns the bytes used, 0 when the data ends early or a row overflows.
 */
size_t expandSegments(Bytes data, uint8_t* plane, PlaneSize size) {
  const uint8_t* at = data.data;
  const uint8_t* end = at + data.size;
  for (size_t y = 0; y < size.height; y++) {
    uint8_t* to = plane + y * size.width;
    uint8_t* rowEnd = to + size.width;
    uint8_t last = 0;
    while (to < rowEnd) {
      if (at == end) return 0;
      uint8_t control = *at++;
      size_t run = control & 15;
      size_t raw = control >> 4;
      // A run length of one or two cannot be written as such and extends the other field.
      if (run == 1 || run == 2) {
        run = raw + run * 16;
        raw = 0;
      }
      if (static_cast<size_t>(rowEnd - to) < raw + run) return 0;
      size_t left = static_cast<size_t>(end - at);
      if (left < raw) return 0;
      if (raw > 0) {
        if (16 <= left) {
          std::memcpy(to, at, 16);
        } else {
          std::memcpy(to, at, raw);
        }
        at += raw;
        to += raw;
        last = at[-1];
      }
      if (run > 0) {
        std::memset(to, last, 16);
        if (16 < run) std::memset(to + 16, last, 32);
        to += run;
      }
    }
  }
  return static_cast<size_t>(at - data.data);
}

struct Header {
  uint8_t colorLoss;
  bool subsampled, runLengths, alpha;
};

/** Planes in wire order: alpha (when present), then luma or red, orange chroma or green, green chroma or blue. */
Status readPlanes(const Header& header, Bytes data, uint8_t* planes, const PlaneSize sizes[4], size_t spacing) {
  for (int plane = header.alpha ? 0 : 1; plane < 4; plane++) {
    PlaneSize size = sizes[plane];
    size_t used = size.bytes();
    if (header.runLengths) {
      used = expandSegments(data, planes + plane * spacing, size);
      if (used == 0) return Status::truncated;
    } else {
      if (data.size < used) return Status::truncated;
      std::memcpy(planes + plane * spacing, data.data, used);
    }
    data = data.slice(used, data.size - used);
  }
  return Status::ok;
}

}  // namespace

Status decodePlanar(const Canvas& canvas, const Destination& destination, Bytes data) {
  if (data.size < 1 /* FormatHeader */) return Status::truncated;
  uint8_t bits = data.data[0];
  Header header = {static_cast<uint8_t>(bits & kColorLossMask), (bits & kChromaSubsampling) != 0,
                   (bits & kRunLengths) != 0, (bits & kNoAlpha) == 0};
  if (header.subsampled && header.colorLoss == 0) return Status::invalid;
  PlaneSize full = {destination.width, destination.height};
  PlaneSize chroma = header.subsampled ? PlaneSize{(full.width + 1) / 2, (full.height + 1) / 2} : full;
  if (full.bytes() == 0) return Status::ok;
  // Even the longest runs need a byte each: a short message cannot make us work on a big picture.
  if (data.size * kLongestRun < full.bytes()) return Status::truncated;

  size_t spacing = (full.bytes() + kPlaneSlack + 63) & ~size_t{63};
  uint8_t* planes = canvas.scratch->take(spacing * 4);
  if (!planes) return Status::noMemory;
  const PlaneSize sizes[4] = {full, full, chroma, chroma};
  Status status = readPlanes(header, data.slice(1, data.size - 1), planes, sizes, spacing);
  if (status != Status::ok) return status;

  if (header.runLengths) {
    for (int plane = 1; plane < 4; plane++)
      undoDeltas(planes + plane * spacing, sizes[plane].width, sizes[plane].height);
  }
  Placement place = sluice::place(canvas.surface, destination);
  if (place.empty()) return Status::ok;
  if (header.colorLoss == 0) {
    joinRgb(canvas.surface, place, planes + spacing, planes + 2 * spacing, planes + 3 * spacing, full.width);
  } else {
    // [MS-RDPEGDI] 3.1.9.1.1: hosts swap red and blue before they convert, so a decoder swaps them back.
    YCoCgPlanes source = {planes + spacing,
                          planes + 2 * spacing,
                          planes + 3 * spacing,
                          full.width,
                          chroma.width,
                          header.subsampled,
                          static_cast<uint8_t>(header.colorLoss - 1),
                          true};
    joinYCoCg(canvas.surface, place, source);
  }
  canvas.dirty.mark(place.x, place.y, place.width, place.height);
  return Status::ok;
}

}  // namespace sluice
