#include "arguments.h"

#include <string>

namespace sluice {

bool throwType(Napi::Env env, const char* name, const char* expected) {
  Napi::TypeError::New(env, std::string(name) + " must be " + expected).ThrowAsJavaScriptException();
  return false;
}

bool readArray(const Napi::Value& value, napi_typedarray_type type, const char* name, void** data, size_t* length) {
  napi_env env = value.Env();
  bool isArray = false;
  napi_typedarray_type actual;
  napi_value buffer;
  size_t offset;
  if (napi_is_typedarray(env, value, &isArray) != napi_ok || !isArray ||
      napi_get_typedarray_info(env, value, &actual, length, data, &buffer, &offset) != napi_ok || actual != type) {
    return throwType(env, name, "a typed array of the documented type");
  }
  // An empty or detached array has no memory; a length of 0 keeps everybody away from it.
  if (*data == nullptr) *length = 0;
  return true;
}

namespace {

bool readSide(const Napi::Object& object, const char* key, uint32_t* side) {
  Napi::Value value = object.Get(key);
  if (!value.IsNumber()) return false;
  int64_t number = value.As<Napi::Number>().Int64Value();
  if (number < 1 || kMaxSide < number) return false;
  *side = static_cast<uint32_t>(number);
  return true;
}

}  // namespace

bool readSurface(const Napi::Value& value, const char* name, Surface* surface) {
  if (!value.IsObject()) return throwType(value.Env(), name, "a surface");
  Napi::Object object = value.As<Napi::Object>();
  Array<uint8_t> pixels;
  if (!readArray<uint8_t, napi_uint8_array>(object.Get("pixels"), "surface.pixels", &pixels)) return false;
  if (!readSide(object, "width", &surface->width) || !readSide(object, "height", &surface->height)) {
    return throwType(value.Env(), name, "a surface of 1 to 8192 pixels each way");
  }
  Napi::Value stride = object.Get("stride");
  int64_t bytes = stride.IsNumber() ? stride.As<Napi::Number>().Int64Value() : 0;
  if (bytes < int64_t{surface->width} * 4 || int64_t{kMaxSide} * 8 < bytes) {
    return throwType(value.Env(), name, "a surface whose stride holds a row");
  }
  surface->stride = static_cast<size_t>(bytes);
  surface->pixels = pixels.data;
  if (pixels.length < (surface->height - 1) * surface->stride + surface->width * size_t{4}) {
    return throwType(value.Env(), name, "a surface whose pixels hold its size");
  }
  return true;
}

}  // namespace sluice
