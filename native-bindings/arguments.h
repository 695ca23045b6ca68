// Reads JavaScript arguments as spans. Memory may be shared: the addon is called from many threads on one picture.
#pragma once

#include <napi.h>

#include "kernels/surface.h"

namespace sluice {

template <typename T>
struct Array {
  T* data;
  size_t length;
};

/** A typed array of exactly `type`. Throws a TypeError that names it, and returns false, for anything else. */
bool readArray(const Napi::Value& value, napi_typedarray_type type, const char* name, void** data, size_t* length);

template <typename T, napi_typedarray_type type>
bool readArray(const Napi::Value& value, const char* name, Array<T>* array) {
  void* data;
  if (!readArray(value, type, name, &data, &array->length)) return false;
  array->data = static_cast<T*>(data);
  return true;
}

/** A NativeSurface whose pixels hold what its size says. Throws and returns false otherwise. */
bool readSurface(const Napi::Value& value, const char* name, Surface* surface);

bool throwType(Napi::Env env, const char* name, const char* expected);

}  // namespace sluice
