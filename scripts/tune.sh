#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds tyto-tune for this machine, only what changed, and runs it:
#
#   scripts/tune.sh MODEL.hpp [--target host|a7|board] [-o TUNED.hpp] [-j N] ...
#
# MODEL.hpp is what tyto-convert has written; tyto_add_model(... TUNED TUNED.hpp) takes the result.
# Sets up whatever is missing. `tune.sh MODEL.hpp --help` lists every option.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/scripts/install_dependencies.sh" >&2
build=$root/build/tools
{
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTYTO_BUILD_TOOLS=ON \
    -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_EXAMPLES=OFF -DTYTO_BUILD_BENCH=ON
  cmake --build "$build" --parallel 2 --target tyto-tune
} >&2
exec "$build/tools/tune/tyto-tune" "$@"
