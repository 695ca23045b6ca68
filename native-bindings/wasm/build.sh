#!/usr/bin/env bash
# Builds the browser's kernels.
#
#   native-bindings/wasm/build.sh [OUTPUT]
#
# The result is committed (sluice.wasm), because `npm ci` brings no compiler. It depends on the sources and the compiler
# alone, Debian 12's clang-14 and lld-14: a test builds it again and compares.
set -euo pipefail
# Paths reach the compiler relative to this folder, so that none of them can show in the result.
cd "$(dirname "$0")"
output=$(realpath -m "${1:-sluice.wasm}")

clang=$(command -v clang++-14 || command -v clang++)
kernels=../kernels
sources=(module.cc "$kernels"/avc/{color,combine}.cc "$kernels"/rfx/{rlgr,wavelet,color,tile,handed-tile}.cc
  "$kernels"/progressive/{progressive-tile,quantization,refine,wavelet}.cc)
flags=(--target=wasm32 -O3 -msimd128 -mbulk-memory -mnontrapping-fptoint
  -std=c++17 -ffreestanding -nostdlib -nostdinc++ -Iinclude
  -fno-exceptions -fno-rtti -fno-threadsafe-statics -fvisibility=hidden -Wall -Wextra -Werror)
# The caller places the memory and grows it. 64 KiB of stack lie before everything else, so that overflow traps.
link=(-Wl,--no-entry -Wl,--import-memory -Wl,--export=__heap_base -Wl,--strip-all -Wl,--stack-first
  -Wl,-z,stack-size=65536 -Wl,--gc-sections)

"$clang" "${flags[@]}" "${sources[@]}" "${link[@]}" -o "$output"
# What the linker makes can be run, it believes.
chmod 644 "$output"
