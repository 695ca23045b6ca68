#include "handed-on.h"

#include "../kernels/rfx/tile.h"

namespace sluice {

namespace {

enum Flag : uint8_t { kClipped = 4 };
constexpr size_t kQuantization = 5;
constexpr size_t kClip = 4;

struct Part {
  uint32_t x, y, width, height;
};

TilePlanes planes;

void drawPart(Part part, uint8_t* to, size_t stride, uint32_t width, uint32_t height) {
  if (width <= part.x || height <= part.y) return;
  uint32_t columns = least(part.width, width - part.x), rows = least(part.height, height - part.y);
  for (uint32_t row = part.y; row < part.y + rows; row++) {
    size_t from = row * kTileSide + part.x;
    convertYCbCr()(planes.planes[0] + from, planes.planes[1] + from, planes.planes[2] + from,
                   to + row * stride + part.x * size_t{4}, columns);
  }
}

}  // namespace

Status drawHandedOn(Bytes payload, Bytes quantizations, uint8_t* to, size_t stride, uint32_t width, uint32_t height) {
  if (payload.size < 2) return Status::truncated;
  uint8_t kind = payload.data[0], flags = payload.data[1];
  if (1 < kind || (flags & ~kClipped) != 0) return Status::invalid;
  size_t at = 2, clips = 0;
  const uint8_t* clip = nullptr;
  if (flags & kClipped) {
    if (payload.size < 3) return Status::truncated;
    clips = payload.data[at++];
    clip = payload.data + at;
    at += clips * kClip;
  }
  if (payload.size < at + 3 + 6) return Status::truncated;
  const uint8_t* h = payload.data + at;
  at += 3 + 6;
  Dequantization dequantizations[3];
  TileComponent components[3];
  for (int i = 0; i < 3; i++) {
    if (quantizations.size < (h[i] + size_t{1}) * kQuantization) return Status::invalid;
    dequantizations[i] = readQuantization(quantizations.data + h[i] * kQuantization);
    size_t size = load16(h + 3 + 2 * i);
    if (payload.size - at < size) return Status::truncated;
    components[i] = {payload.slice(at, size), &dequantizations[i]};
    at += size;
  }
  decodeTileComponents(components, kind == 0 ? Entropy::rlgr1 : Entropy::rlgr3, &planes);
  if (!clip) drawPart({0, 0, kTileSide, kTileSide}, to, stride, width, height);
  for (size_t i = 0; i < clips; i++, clip += kClip) {
    Part part = {clip[0], clip[1], clip[2] + 1u, clip[3] + 1u};
    if (kTileSide < part.x + part.width || kTileSide < part.y + part.height) return Status::invalid;
    drawPart(part, to, stride, width, height);
  }
  return Status::ok;
}

}  // namespace sluice
