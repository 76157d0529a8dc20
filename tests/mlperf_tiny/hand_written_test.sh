#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   hand_written_test.sh PROGRAM [ARGUMENT...]
#
# examples/mlperf_tiny, built with the networks of models_at_hand.hpp: what it says of those, of those
# that are not at hand, and of files that it cannot take.
set -euo pipefail
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=("$@")

fail() {
  echo "mlperf_tiny: $1" >&2
  exit 1
}
# expect STATUS "OUTPUT, and errors" ARGUMENT...
expect() {
  local status=0 output
  output=$("${program[@]}" "${@:3}" 2>&1) || status=$?
  [[ $status == "$1" && $output == $2 ]] || fail "${*:3}: $status, $output"
}
# bytes NUMBER VALUE...: the values over and over, two's complement
bytes() {
  local pattern=""
  for value in "${@:2}"; do
    pattern+=$(printf '\\x%02x' $((value & 255)))
  done
  printf "$pattern%.0s" $(seq $(($1 / ($# - 1))))
}

expect 0 "task*flash*RAM*MACs*answer
keywords   not at hand: kws_ref_model.tflite
persons *person 0.*
images     not at hand: pretrainedResnet_quant.tflite
anomalies *10240  error *"

# A bright picture, a dark one.
{ bytes 27648 120 127 124 && bytes 27648 -128 -120 -100; } >"$work/pictures"
expect 0 $'person 0.996\nno person 0.996' persons "$work/pictures"

# Eighths that are even are given back; of one that is not, the distances from its mean are lost: 0, then
# 12 steps of 0.5 to both sides, whose square is 36, then 6 steps in half of the eighths.
{
  for eighth in 1 2 3 4 5 6 7 8; do bytes 80 $((eighth * 10 - 40)); done
  bytes 640 -4 20
  for half in 1 2 3 4; do bytes 80 50 && bytes 80 44 56; done
} >"$work/spectra"
expect 0 $'error 0.0000\nerror 36.0000\nerror 4.5000\nmean 13.5000' anomalies "$work/spectra"

head -c 641 "$work/spectra" >"$work/cut"
expect 2 "*$work/cut: no whole number of inputs of 640 bytes*" anomalies "$work/cut"
: >"$work/empty"
expect 2 "mlperf_tiny: $work/empty: no whole number of inputs of 27648 bytes" persons "$work/empty"
expect 2 "mlperf_tiny: $work/absent: cannot be read" persons "$work/absent"
expect 2 "mlperf_tiny: keywords: not at hand when this was built: kws_ref_model.tflite" \
  keywords "$work/pictures"
expect 2 "usage: *" words "$work/pictures"
expect 2 "usage: *" persons
echo "mlperf_tiny: passed"
