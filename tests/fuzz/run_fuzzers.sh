#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzzers with clang and runs each for a bounded time from its seed corpus. A crash fails and leaves the input
# in the build folder.
#   tests/fuzz/run_fuzzers.sh [--seconds N] [--build DIR] [NAME...]      default: 20 s each, all fuzzers
# Needs the Debian packages clang-14 and libclang-rt-14-dev (or clang and libclang-rt-dev). Exit code 77: not there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=20
build=$here/../../build/fuzz
names=
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=$2; shift 2 ;;
    --build) build=$2; shift 2 ;;
    -*) echo "unknown option $1" >&2; exit 2 ;;
    *) names="$names $1"; shift ;;
  esac
done
if [ -z "$names" ]; then
  for file in "$here"/*_fuzzer.cpp; do names="$names $(basename "$file" _fuzzer.cpp)"; done
fi

compiler=
for candidate in clang++-14 clang++; do
  if command -v "$candidate" >/dev/null; then compiler=$candidate; break; fi
done
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "$probe/probe.cpp"
if [ -z "$compiler" ] || ! "$compiler" -fsanitize=fuzzer,address "$probe/probe.cpp" -o "$probe/probe" 2>/dev/null; then
  echo "skipped: clang with libFuzzer is not installed (apt-get install clang-14 libclang-rt-14-dev)" >&2
  exit 77
fi

targets=
for name in $names; do targets="$targets ${name}_fuzzer"; done
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=RelWithDebInfo >/dev/null
# shellcheck disable=SC2086
cmake --build "$build" --parallel --target $targets >"$build/build.log" 2>&1 || { tail -40 "$build/build.log"; exit 1; }

status=0
for name in $names; do
  found=$build/found/$name
  mkdir -p "$found" "$here/corpus/$name"
  echo "$name: fuzzing for $seconds s"
  if ! "$build/${name}_fuzzer" -max_total_time="$seconds" -seed=20261121 -max_len=4096 -timeout=10 -rss_limit_mb=2048 -close_fd_mask=1 \
      -print_final_stats=1 -print_funcs=0 -verbosity=0 -artifact_prefix="$build/$name-" "$found" "$here/corpus/$name" \
      >"$build/$name.log" 2>&1; then
    tail -60 "$build/$name.log"
    status=1
  fi
  grep -E 'number_of_executed_units|peak_rss_mb' "$build/$name.log" || true
done
exit $status
