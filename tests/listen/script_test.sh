#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/listen.sh as a user calls it: a header and a sound, and what it refuses. Takes the converter's
# path.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TYTO_CONVERT=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "script_test: $1" >&2
  exit 1
}

# refused PATTERN ARGUMENT...: exit status 2 and a line that matches
refused() {
  local pattern=$1 status=0
  shift
  scripts/listen.sh "$@" >"$work/out" 2>"$work/err" || status=$?
  [[ $status -eq 2 ]] || fail "$*: exit status $status, not 2: $(cat "$work/err")"
  grep -Eq -- "$pattern" "$work/err" || fail "$*: no line matches $pattern in: $(cat "$work/err")"
}

model=models/ds_cnn_s/ds_cnn_s.hpp
left=/usr/share/sounds/alsa/Front_Left.wav
[[ $(scripts/listen.sh $model $left --json) =~ ^\{\"time_s\":[0-9.]+,\"label\":\"left\" ]] ||
  fail "no \"left\" in $left"
# Compiled once; an option of the program, and the other kind of input.
heard=$(scripts/listen.sh $model - --strictness -3 --hop 20 --average 300 \
  </usr/share/pocketsphinx/test/data/goforward.raw)
[[ $heard == *" go "* ]] || fail "no \"go\" in: $heard"
[[ $(scripts/listen.sh --help) == *"MODEL [WAV | -]"* ]] || fail "no help"
[[ $(scripts/listen.sh $model --help) == *--strictness* ]] || fail "no help of the program"

refused 'no MODEL; usage: '
refused 'absent.tflite cannot be read; usage: ' absent.tflite $left
refused '--labels needs a value' $model --labels
refused '--shape needs a value' $model --shape
echo no model >"$work/no.tflite"
refused 'no.tflite: ' "$work/no.tflite" $left
refused 'absent.wav: cannot be read as audio' $model absent.wav
int8=models/ds_cnn_s/ds_cnn_s_int8.tflite
refused 'ds_cnn_s_int8.tflite: says no front end.*cure: --front-end' $int8 $left
refused 'ds_cnn_s_int8.tflite: has no labels; cure: --labels' $int8 $left --front-end tyto_480_320
echo "script_test: passed"
