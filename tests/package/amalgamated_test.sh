#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   amalgamated_test.sh MODEL_FOLDER
#
# The library joined into one header, with nothing else of it on the include path: two sources that
# include it link, the self-test passes, and the golden outputs are TensorFlow Lite's. The compilers for
# the Cortex-A7 and bare metal take it too, without a warning, and the README's sample with it (they make
# no code of it: that of the same sources is tested elsewhere). MODEL_FOLDER has ds_cnn_s_int8.hpp.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/scripts/amalgamate.sh" "$work"
cp "$1/ds_cnn_s_int8.hpp" "$root"/models/*/*.hpp "$work/"

flags=(-std=c++20 -O1 -I "$work" -Wall -Wextra -Wconversion -Wshadow -Werror)
sources=("$root"/tests/package/single/{first,second}.cpp)
g++ "${flags[@]}" "${sources[@]}" -o "$work/program"
"$work/program" "$root/tests/golden"
sample=$root/examples/readme/main.cpp
if command -v arm-linux-gnueabihf-g++ >/dev/null; then
  arm-linux-gnueabihf-g++ -mcpu=cortex-a7 -mfpu=neon-vfpv4 -Wno-psabi "${flags[@]}" -fsyntax-only "$sample"
fi
if command -v arm-none-eabi-g++ >/dev/null; then
  arm-none-eabi-g++ -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -fno-exceptions -fno-rtti \
    "${flags[@]}" -fsyntax-only "$sample"
fi
