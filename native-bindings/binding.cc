// The Node-API face of the kernels: checks arguments, calls, returns. Each thread that loads the addon has its own
// working memory; graphics state belongs to sessions and is known by its number.
#include <napi.h>

#include <memory>

#include "arguments.h"
#include "kernels/decode-batch.h"
#include "kernels/graphics/registry.h"
#include "kernels/motion/find-copy.h"
#include "kernels/packing/pack.h"
#include "kernels/simd.h"
#include "kernels/tiles/encode-tiles.h"

namespace sluice {

namespace {

struct Instance {
  Scratch scratch;
  std::unique_ptr<TileScratch> tiles{new TileScratch};
  std::unique_ptr<CopySearch> copies{new CopySearch};
};

constexpr size_t kPaletteSize = 256 * 4;
constexpr size_t kMaxCells = (kMaxSide / kCell) * (kMaxSide / kCell);

/** Numbers of graphics states are whole and fit a double for as long as anybody will count. */
bool readGraphicsId(const Napi::Value& value, uint64_t* id) {
  double number = value.IsUndefined() ? 0 : value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(0 <= number && number <= 9007199254740991.0)) return throwType(value.Env(), "graphics", "a graphics state");
  *id = static_cast<uint64_t>(number);
  return true;
}

Napi::Value CreateGraphics(const Napi::CallbackInfo& info) {
  CacheLimits limits = info[0].ToBoolean() ? kSmallCache : kLargeCache;
  return Napi::Number::New(info.Env(), static_cast<double>(createGraphics(limits)));
}

Napi::Value DestroyGraphics(const Napi::CallbackInfo& info) {
  uint64_t id = 0;
  if (readGraphicsId(info[0], &id)) destroyGraphics(id);
  return info.Env().Undefined();
}

Napi::Value DecodeBatch(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Array<uint8_t> batch, dirty, palette;
  Surface surface;
  uint64_t id = 0;
  if (!readArray<uint8_t, napi_uint8_array>(info[0], "batch", &batch) || !readSurface(info[1], "surface", &surface) ||
      !readArray<uint8_t, napi_uint8_array>(info[2], "dirty", &dirty) ||
      !readArray<uint8_t, napi_uint8_array>(info[3], "palette", &palette) ||
      !readGraphicsId(info[4], &id)) {
    return env.Undefined();
  }
  if (dirty.length < size_t{surface.columns()} * surface.rows())
    throwType(env, "dirty", "a byte for every cell");
  else if (palette.length < kPaletteSize)
    throwType(env, "palette", "1024 bytes");
  if (env.IsExceptionPending()) return env.Undefined();
  GraphicsLease lease(id);
  if (id != 0 && !lease.get()) {
    throwType(env, "graphics", "a graphics state that exists and that no other batch works with");
    return env.Undefined();
  }
  Scratch& scratch = env.GetInstanceData<Instance>()->scratch;
  int32_t failed = decodeBatch({batch.data, batch.length}, surface, dirty.data, palette.data, lease.get(), scratch);
  return Napi::Number::New(env, failed);
}

/** Does every cell number lie within the surface? */
bool cellsFit(const Array<uint16_t>& cells, const Surface& surface) {
  uint32_t total = surface.columns() * surface.rows();
  for (size_t i = 0; i < cells.length; i++) {
    if (total <= cells.data[i]) return false;
  }
  return true;
}

Napi::Value EncodeTiles(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Surface surface, shadow;
  Array<uint16_t> cells;
  Array<uint64_t> cache, hashes;
  Array<uint8_t> out;
  Array<uint32_t> stores;
  if (!readSurface(info[0], "surface", &surface) || !readSurface(info[1], "shadow", &shadow) ||
      !readArray<uint16_t, napi_uint16_array>(info[2], "cells", &cells) ||
      !readArray<uint64_t, napi_biguint64_array>(info[3], "cache", &cache) ||
      !readArray<uint8_t, napi_uint8_array>(info[4], "out", &out) ||
      !readArray<uint32_t, napi_uint32_array>(info[5], "stores", &stores) ||
      !readArray<uint64_t, napi_biguint64_array>(info[6], "hashes", &hashes)) {
    return env.Undefined();
  }
  if (surface.width != shadow.width || surface.height != shadow.height)
    throwType(env, "shadow", "as large as the surface");
  else if (!cellsFit(cells, surface))
    throwType(env, "cells", "cell numbers of the surface");
  else if (UINT16_MAX + size_t{1} < cache.length)
    throwType(env, "cache", "at most 65536 slots");
  if (env.IsExceptionPending()) return env.Undefined();

  TileOutput output = {out.data, stores.data, hashes.data, 0, 0, 0};
  bool fits =
      maxEncodedSize(cells.length) <= out.length && cells.length * 2 <= stores.length && cells.length <= hashes.length;
  if (fits) {
    TileScratch& scratch = *env.GetInstanceData<Instance>()->tiles;
    encodeTiles(surface, shadow, cells.data, cells.length, {cache.data, cache.length}, scratch, &output);
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("length", Napi::Number::New(env, fits ? static_cast<double>(output.length) : -1));
  result.Set("tiles", Napi::Number::New(env, static_cast<double>(output.tiles)));
  result.Set("stores", Napi::Number::New(env, static_cast<double>(output.storeCount)));
  return result;
}

/** `from`, then `length`, of the arguments: a range of a picture's side. */
bool readRange(const Napi::Value& from, const Napi::Value& length, uint32_t side, uint32_t* at, uint32_t* count) {
  double start = from.IsNumber() ? from.As<Napi::Number>().DoubleValue() : -1;
  double size = length.IsNumber() ? length.As<Napi::Number>().DoubleValue() : 0;
  if (!(0 <= start && 1 <= size && start + size <= side)) return false;
  *at = static_cast<uint32_t>(start);
  *count = static_cast<uint32_t>(size);
  return true;
}

Napi::Value FindCopy(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Surface surface, shadow;
  if (!readSurface(info[0], "surface", &surface) || !readSurface(info[1], "shadow", &shadow)) return env.Undefined();
  CopyArea area;
  if (surface.width != shadow.width || surface.height != shadow.height) {
    throwType(env, "shadow", "as large as the surface");
  } else if (!readRange(info[2], info[4], surface.width, &area.left, &area.width) ||
             !readRange(info[3], info[5], surface.height, &area.top, &area.height)) {
    throwType(env, "left, top, width, height", "a part of the surface");
  }
  FoundCopy found;
  if (env.IsExceptionPending() ||
      !findCopy(surface, shadow, area, *env.GetInstanceData<Instance>()->copies, &found)) {
    return env.Undefined();
  }
  Napi::Object result = Napi::Object::New(env);
  result.Set("left", Napi::Number::New(env, found.source.left));
  result.Set("top", Napi::Number::New(env, found.source.top));
  result.Set("width", Napi::Number::New(env, found.source.width));
  result.Set("height", Napi::Number::New(env, found.source.height));
  result.Set("x", Napi::Number::New(env, found.x));
  result.Set("y", Napi::Number::New(env, found.y));
  result.Set("pixels", Napi::Number::New(env, static_cast<double>(found.pixels)));
  return result;
}

Napi::Value Pack(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Array<uint8_t> window, out;
  Array<uint32_t> table;
  if (!readArray<uint8_t, napi_uint8_array>(info[0], "window", &window) ||
      !readArray<uint32_t, napi_uint32_array>(info[3], "table", &table) ||
      !readArray<uint8_t, napi_uint8_array>(info[4], "out", &out)) {
    return env.Undefined();
  }
  double from = info[1].IsNumber() ? info[1].As<Napi::Number>().DoubleValue() : -1;
  if (!(0 <= from && from <= static_cast<double>(window.length)))
    throwType(env, "from", "a place in the window");
  else if (!info[2].IsNumber())
    throwType(env, "start", "a number");
  else if (kPackWindow * 2 < window.length)
    throwType(env, "window", "at most 2 MiB");
  else if (table.length != kPackTable)
    throwType(env, "table", "131072 entries");
  if (env.IsExceptionPending()) return env.Undefined();
  uint32_t start = info[2].As<Napi::Number>().Uint32Value();
  Bytes bytes = {window.data, window.length};
  size_t length = pack(bytes, static_cast<size_t>(from), start, table.data, out.data, out.length);
  return Napi::Number::New(env, length == 0 ? -1 : static_cast<double>(length));
}

Napi::Value MaxEncodedSize(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  double cells = info[0].IsNumber() ? info[0].As<Napi::Number>().DoubleValue() : -1;
  if (!(0 <= cells && cells <= kMaxCells)) {
    throwType(env, "cells", "a number of cells");
    return env.Undefined();
  }
  return Napi::Number::New(env, static_cast<double>(maxEncodedSize(static_cast<size_t>(cells))));
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Instance);
  exports.Set("decodeBatch", Napi::Function::New<DecodeBatch>(env, "decodeBatch"));
  exports.Set("createGraphics", Napi::Function::New<CreateGraphics>(env, "createGraphics"));
  exports.Set("destroyGraphics", Napi::Function::New<DestroyGraphics>(env, "destroyGraphics"));
  exports.Set("encodeTiles", Napi::Function::New<EncodeTiles>(env, "encodeTiles"));
  exports.Set("findCopy", Napi::Function::New<FindCopy>(env, "findCopy"));
  exports.Set("pack", Napi::Function::New<Pack>(env, "pack"));
  exports.Set("maxEncodedSize", Napi::Function::New<MaxEncodedSize>(env, "maxEncodedSize"));
  exports.Set("simd", Napi::String::New(env, simdName(simdLevel())));
  return exports;
}

}  // namespace

NODE_API_MODULE(sluice, Init)

}  // namespace sluice
