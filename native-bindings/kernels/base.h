// What every kernel shares: byte spans, a status, unaligned little-endian access.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sluice {

enum class Status : uint8_t {
  ok,
  truncated,  // the data ends before the picture does
  invalid,    // a field has a value that the specification does not allow
  tooLarge,   // a size is above a named limit
  noMemory,
};

/** Bytes that belong to somebody else. INVARIANT: `data` stays valid for the call and no longer. */
struct Bytes {
  const uint8_t* data;
  size_t size;

  /** INVARIANT: `from` and `count` have been compared with `size`. */
  Bytes slice(size_t from, size_t count) const { return {data + from, count}; }
};

template <typename T>
inline T load(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
inline void store(void* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

// Every supported platform is little-endian, as are the protocols.
inline uint16_t load16(const uint8_t* from) { return load<uint16_t>(from); }
inline uint32_t load32(const uint8_t* from) { return load<uint32_t>(from); }
inline uint32_t load24(const uint8_t* from) { return static_cast<uint32_t>(from[0] | from[1] << 8 | from[2] << 16); }

template <typename T>
inline T least(T a, T b) {
  return a < b ? a : b;
}
template <typename T>
inline T greatest(T a, T b) {
  return a < b ? b : a;
}

/** The byte that makes a BGRX pixel opaque. Every kernel writes it, so that pictures compare as whole words. */
constexpr uint32_t kOpaque = 0xff000000u;

/** Where red and blue stand in a pixel. Pictures are BGRX, but a canvas takes RGBA, and the browser's kernels write that. */
#ifdef __wasm__
constexpr int kRedShift = 0, kBlueShift = 16;
#else
constexpr int kRedShift = 16, kBlueShift = 0;
#endif

}  // namespace sluice
