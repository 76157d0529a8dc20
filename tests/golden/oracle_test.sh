#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   oracle_test.sh ORACLE
#
# The oracle gives the outputs that TensorFlow Lite's reference kernels gave, and the golden files
# that are its own are what it gives today. With TYTO_UPDATE_EXPECTED set, writes those.
set -euo pipefail

oracle=$(realpath "$1")
cd "$(dirname "$0")"
model=../../models/ds_cnn_s/ds_cnn_s_int8.tflite
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$oracle" "$model" speech_inputs.i8 "$work/speech_outputs.i8"
"$oracle" "$model" clips_inputs.i8 "$work/clips_outputs.i8"
"$oracle" "$model" random_inputs.i8 "$work/random_outputs.i8" "$work/random_layers.i8"
if [[ -n ${TYTO_UPDATE_EXPECTED-} ]]; then
  cp "$work"/{clips,random}_outputs.i8 "$work/random_layers.i8" .
fi
for name in speech_outputs clips_outputs random_outputs random_layers; do
  cmp "$work/$name.i8" "$name.i8"
done
