// Which vector instructions this processor has, chosen once at load.
#pragma once

#if defined(__x86_64__) || defined(_M_X64)
#define SLUICE_X86 1
#include <immintrin.h>
#else
#define SLUICE_X86 0
#endif

// WebAssembly has one set of vector instructions, which the browser's module requires.
#ifdef __wasm_simd128__
#define SLUICE_WASM 1
#include <wasm_simd128.h>
#else
#define SLUICE_WASM 0
#endif

#if SLUICE_X86 && defined(__GNUC__)
#define SLUICE_TARGET(features) __attribute__((target(features)))
#else
#define SLUICE_TARGET(features)
#endif

#if defined(__GNUC__)
#define SLUICE_INLINE inline __attribute__((always_inline))
#else
#define SLUICE_INLINE inline
#endif

namespace sluice {

enum class Simd { scalar, ssse3, avx2 };

/**
 * The best level that the processor has, or a lower one named by the environment variable SLUICE_SIMD (`scalar`,
 * `ssse3`), which is how the tests compare variants and how a suspicion against one is checked.
 */
Simd simdLevel();
const char* simdName(Simd level);

}  // namespace sluice
