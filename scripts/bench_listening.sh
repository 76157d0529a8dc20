#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_listening.sh [--update]
#
# What listening costs a Cortex-A7: instructions (exact, counted under the emulator) of one step of
# networks that stream, and of a second of sound from the samples on; a public wake word's too where
# the reference material is at hand. Prints two tables; --update also puts them into
# bench/README.md. The layers' counts are left in build/bench/listening.
source "$(dirname "$0")/count_a7.sh"

build=build/bench/listening
wake_word=()
public=${TYTO_REFERENCE_DIR:-../shared/reference}/zoo/v2_okay_nabu.tflite
if [[ -r $public ]]; then
  mkdir -p "$build"
  "$(scripts/build_convert.sh)" "$public" --name okay_nabu --front-end micro --quiet \
    -o "$build/okay_nabu.hpp"
  wake_word=(-I "$build" '-DTYTO_LISTENING_WAKE_WORD_HEADER="okay_nabu.hpp"'
    -DTYTO_LISTENING_WAKE_WORD=okay_nabu)
elif [[ $update == yes ]]; then
  echo "bench_listening.sh: $public is not there; --update would drop its rows" >&2
  exit 1
fi
count_on_a7 listening -I models/ds_cnn_stream -I models/ds_cnn_s -I tests "${wake_word[@]}"

# REGION INSTRUCTIONS WIDTH WHAT MULTIPLY-ACCUMULATES BYTES; a layer's WHAT has a "/".
awk -v layers="$build/layers.txt" '
  $4 ~ /\// { print $4, $5, $2, $3 > layers; next }
  $1 == 100 || $1 == 400 {
    printf "%s| %s | multiply-accumulates | instructions | width cycles | RAM, bytes |\n",
      $1 == 400 ? "\n" : "", $1 == 100 ? "one step" : "one second"
    print "|---|---:|---:|---:|---:|"
  }
  !($4 in seen) {
    seen[$4] = 1
    printf "| %s | %s | %d | %d | %s |\n", $4, ($5 > 0 ? $5 : ""), $2, $3, $6
  }' "$build/counted.txt" >"$build/table.md"
put_table listening
