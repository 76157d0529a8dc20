#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   package_arduino.sh [FOLDER]
#
# Lays out the library as the Arduino IDE wants it, FOLDER/tyto (build/arduino without FOLDER): copy it
# into the sketchbook's `libraries`, or zip it for "Add .ZIP library". The headers lie in src/ there,
# which the IDE puts on the include path; src/tyto.h is what a sketch includes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

out=${1:-build/arduino}/tyto
rm -rf "$out"
mkdir -p "$out/src"
cp library.properties LICENSE README.md "$out/"
cp -r include/tyto "$out/src/"
rm -rf "$out/src/tyto/host" # for computers
cp models/*/*.hpp "$out/src/"
cp -r examples/arduino "$out/examples"
cat >"$out/src/tyto.h" <<'HEADER'
// SPDX-License-Identifier: Apache-2.0
// tyto and its bundled models, for a sketch.
#pragma once

#include "ds_cnn_s.hpp"
#include "ds_cnn_stream.hpp"
HEADER
echo "$out: $(find "$out" -type f | wc -l) files"
