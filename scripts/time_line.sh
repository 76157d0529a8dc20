#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   time_line.sh [PICTURE.svg]
#
# The picture in the README (docs/time_line.svg): recorded speech of scripts/demo.sh, and what
# tyto-listen heard in it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."
scripts/install_dependencies.sh --host-only

listen=build/demo/examples/listen/tyto-listen
cmake -S . -B build/demo -G Ninja -DCMAKE_BUILD_TYPE=Release -DTYTO_BUILD_TESTS=OFF \
  -DTYTO_BUILD_BENCH=OFF -DTYTO_BUILD_TOOLS=OFF >/dev/null
cmake --build build/demo --target tyto-listen >/dev/null
alsa=/usr/share/sounds/alsa
"$listen" $alsa/{Front_Left,Front_Right,Rear_Left,Rear_Right,Front_Center,Side_Left,Side_Right}.wav \
  --svg "${1:-docs/time_line.svg}"
