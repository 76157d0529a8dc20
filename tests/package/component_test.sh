#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   component_test.sh WAY
#
# The tree as a component of another build system (platformio, esp_idf, zephyr) or fetched by CMake (fetch): firmware
# that takes it so compiles and passes its self-test, and compiles for a Cortex-M4.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The program of docs/packaging.md, compiled as well.
awk '/^```cpp$/ { is_code = 1; next } /^```$/ { is_code = 0 } is_code' "$root/docs/packaging.md" >"$work/listen.cpp"
grep -q 'void listen()' "$work/listen.cpp"

configure() { cmake -G Ninja -S "$root/tests/package/component" -DTYTO="$root" -DWAY="$way" -DPROGRAM="$work/listen.cpp" "$@" >"$work/log" || {
  cat "$work/log"
  exit 1
}; }
way=$1
configure -B "$work/host" -DCMAKE_CXX_FLAGS=-O1
cmake --build "$work/host" --target firmware listening
"$work/host/firmware"
if [[ $way != fetch ]] && command -v arm-none-eabi-g++ >/dev/null; then
  configure -B "$work/m4" -DCMAKE_TOOLCHAIN_FILE="$root/cmake/toolchain-bare.cmake" -DTYTO_BARE_CPU=cortex-m4
  cmake --build "$work/m4" --target listening
  cmake --build "$work/m4" --target CMakeFiles/firmware.dir/main.cpp.obj 2>/dev/null ||
    cmake --build "$work/m4" --target CMakeFiles/firmware.dir/main.cpp.o
fi
