#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   build_convert.sh
#
# Builds tyto-convert for this machine, only what changed, and prints its path. TYTO_CONVERT names a
# ready one to use instead.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -n ${TYTO_CONVERT:-} ]]; then
  echo "$TYTO_CONVERT"
  exit 0
fi

build=$root/build/tools
{
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTYTO_BUILD_TOOLS=ON \
    -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_EXAMPLES=OFF -DTYTO_BUILD_BENCH=OFF
  cmake --build "$build" --target tyto-convert
} >&2
echo "$build/tools/convert/tyto-convert"
