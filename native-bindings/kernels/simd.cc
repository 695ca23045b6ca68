#include "simd.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace sluice {

namespace {

Simd processorLevel() {
#if SLUICE_X86 && defined(__GNUC__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) return Simd::avx2;
  if (__builtin_cpu_supports("ssse3")) return Simd::ssse3;
#endif
  return Simd::scalar;
}

Simd chosenLevel() {
  Simd best = processorLevel();
  const char* wanted = std::getenv("SLUICE_SIMD");
  if (!wanted) return best;
  for (Simd level : {Simd::scalar, Simd::ssse3}) {
    if (std::strcmp(wanted, simdName(level)) == 0 && level < best) return level;
  }
  return best;
}

}  // namespace

Simd simdLevel() {
  static const Simd level = chosenLevel();
  return level;
}

const char* simdName(Simd level) {
  switch (level) {
    case Simd::avx2:
      return "avx2";
    case Simd::ssse3:
      return "ssse3";
    case Simd::scalar:
      break;
  }
  return "scalar";
}

}  // namespace sluice
