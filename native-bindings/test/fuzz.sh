#!/usr/bin/env bash
# Builds the kernels with address and undefined-behaviour sanitizers and fuzzes them.
#
#   native-bindings/test/fuzz.sh SECONDS [TARGET…]
#
# SECONDS for each target; 0 only replays the inputs under fixtures/fuzz-regressions/native/TARGET. Without clang and
# libFuzzer, g++ replays them. A crash leaves its input in the working folder (FUZZ_DIR, else build/fuzz), where what is
# found on the way is kept as well; a bug that was fixed belongs among the regressions.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${1:?usage: fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  targets=(raw interleaved planar nscodec remotefx batch tiles avc clear graphics progressive handed-tile find-copy pack)
fi

work=${FUZZ_DIR:-$root/build/fuzz}
lz4=$(cd "$root" && node -p "require('path').join(require('path').dirname(require.resolve('lz4/package.json')), 'deps', 'lz4', 'lib')")
mkdir -p "$work/objects"

fuzzer=no
if command -v clang++ >/dev/null && echo 'extern "C" int LLVMFuzzerTestOneInput(const char*, long) { return 0; }' |
  clang++ -x c++ -fsanitize=fuzzer,address - -o "$work/probe" 2>/dev/null; then
  fuzzer=yes
fi
sanitizers=address,undefined
if [ $fuzzer = yes ]; then
  cxx=clang++ cc=clang instrument=-fsanitize=fuzzer-no-link,$sanitizers link=-fsanitize=fuzzer,$sanitizers extra=()
else
  cxx=g++ cc=gcc instrument=-fsanitize=$sanitizers link=-fsanitize=$sanitizers extra=("$here/replay.cc")
fi
flags=(-O2 -g -fno-omit-frame-pointer -fno-sanitize-recover=all "-I$lz4" "-I$root/native-bindings/kernels")

# What is newer than its object is compiled again, and everything when a header changed.
newest=$(find "$here" "$root/native-bindings/kernels" -name '*.h' -newer "$work/objects/stamp" 2>/dev/null | head -1 || true)
if [ ! -e "$work/objects/stamp" ] || [ -n "$newest" ]; then rm -f "$work"/objects/*; fi
touch "$work/objects/stamp"
objects=()
while read -r source; do
  object=$work/objects/$(echo "${source#"$root"/native-bindings/}" | tr / -).o
  objects+=("$object")
  if [ "$object" -nt "$source" ]; then continue; fi
  case $source in
    # LZ4's own arithmetic is not ours to judge; its memory accesses are watched.
    *.c) $cc "${flags[@]}" -fsanitize=address -c "$source" -o "$object" ;;
    *) $cxx -std=c++17 -fno-exceptions "${flags[@]}" "$instrument" -c "$source" -o "$object" ;;
  esac
done < <(find "$root/native-bindings/kernels" -name '*.cc' -o -name '*.c' | sort; echo "$here/tile-reader.cc")

for target in "${targets[@]}"; do
  binary=$work/$target
  $cxx -std=c++17 -fno-exceptions "${flags[@]}" "$link" "$here/fuzz-$target.cc" ${extra[@]+"${extra[@]}"} "${objects[@]}" -o "$binary"
  known=$root/fixtures/fuzz-regressions/native/$target
  if [ $fuzzer = no ] || [ "$seconds" = 0 ]; then
    echo "$target: replay"
    "$binary" "$known"/*
    continue
  fi
  mkdir -p "$work/corpus-$target"
  echo "$target: $seconds s"
  (cd "$work" && "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$work/$target-" "$work/corpus-$target" "$known" 2>"$work/$target.log") || {
    grep -E 'ERROR|runtime error|SUMMARY|Test unit' "$work/$target.log" | head -5
    echo "$target: failed, see $work/$target.log"
    exit 1
  }
  grep -E 'number_of_executed_units|new_units_added' "$work/$target.log" | sed 's/^/  /'
done
