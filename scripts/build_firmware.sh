#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   build_firmware.sh KIND PROGRAM...
#
# Builds programs of examples/two_core, only what changed, and prints the folder they are in. KIND is
# what they run on: host, a7 (Linux on a Cortex-A7), bare (a Cortex-A7 without), m4 (a Cortex-M4F).
# TYTO_FIRMWARE_BUILD is where it builds, build/firmware if it is not set.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${TYTO_FIRMWARE_BUILD:-$root/build/firmware}
kind=$1
shift
case $kind in
  host) options=() ;;
  a7) options=(-DCMAKE_TOOLCHAIN_FILE="$root/cmake/toolchain-a7.cmake") ;;
  bare) options=(-DCMAKE_TOOLCHAIN_FILE="$root/cmake/toolchain-bare.cmake" -DTYTO_BARE_CPU=cortex-a7) ;;
  m4) options=(-DCMAKE_TOOLCHAIN_FILE="$root/cmake/toolchain-bare.cmake" -DTYTO_BARE_CPU=cortex-m4) ;;
  *)
    echo "build_firmware.sh: no kind $kind; there are host, a7, bare, m4" >&2
    exit 2
    ;;
esac

mkdir -p "$build"
{
  cmake -S "$root" -B "$build/$kind" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_BENCH=OFF \
    -DTYTO_BUILD_TOOLS=OFF "${options[@]}" &&
    cmake --build "$build/$kind" --parallel 2 --target "$@"
} >"$build/$kind.log" 2>&1 || {
  tail -n 40 "$build/$kind.log" >&2
  echo "build_firmware.sh: the build failed; its log is $build/$kind.log" >&2
  exit 1
}
echo "$build/$kind/examples/two_core"
