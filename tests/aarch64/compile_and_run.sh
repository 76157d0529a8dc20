#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   compile_and_run.sh COMPILER EMULATOR MODEL_FOLDER FLAG...
#
# Compiles bundled_model.cpp for 64-bit Arm with every warning an error, and runs it. MODEL_FOLDER has
# ds_cnn_s_int8.hpp.
set -euo pipefail

tree=$(cd "$(dirname "$0")/../.." && pwd)
compiler=$1
emulator=$2
model=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$compiler" "$@" -std=c++20 -O2 -static -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Werror \
  -DTYTO_SOURCE_DIR="\"$tree\"" -I "$tree/include" -I "$model" -I "$tree/models/ds_cnn_s" -I "$tree/tests" \
  -o "$folder/bundled_model" "$tree/tests/aarch64/bundled_model.cpp"
"$emulator" "$folder/bundled_model"
