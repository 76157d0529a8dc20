#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   my_word_test.sh TYTO_TRAIN TYTO_CONVERT TYTO_EVALUATE
#
# docs/my_own_word.md in small: a word of synthetic voices, a few steps from the bundled network, a
# header; a voice that was not trained on is heard. Skipped (77) where Torch or espeak-ng is not there.
set -euo pipefail
train=$1 convert=$2 evaluate=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

skip() {
  echo "skipped: $1"
  exit 77
}
[[ -x $train ]] || skip "tyto-train is not built (TYTO_BUILD_TRAIN, libtorch-dev)"
command -v espeak-ng >/dev/null || skip "espeak-ng is not installed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() {
  echo "$1" >&2
  exit 1
}

# say FILE TEXT VOICE SPEED
say() {
  espeak-ng -v "$3" -s "$4" -w "$1" "$2"
}
mkdir -p set/computer set/_negatives_ set/_noise_ unheard/computer unheard/_unknown_
for voice in en-us+m1 en-us+m3 en-us+f1 en-us+f2 en-gb+m1 en-gb+f3; do
  for speed in 130 160; do
    say "set/computer/${voice/+/_}_$speed.wav" computer $voice $speed
  done
  say "set/_negatives_/${voice/+/_}.wav" \
    "The other day we walked along the river, and nobody said a word about it. Why not go home, \
left or right, up or down, as all of them did, yes or no?" $voice 150
done
# Sound without speech: one second at a time of bytes taken as samples, made quiet.
head -c 480000 < <(cat "$root"/docs/*.md "$root"/include/tyto/*/*.hpp) >noise.raw
{
  printf 'RIFF\x24\x53\x07\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00'
  printf '\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x53\x07\x00'
  cat noise.raw
} >set/_noise_/text.wav
# Voices that are not in the set.
for voice in en-gb-scotland+m7 en-us+f4 en-029+m5; do
  say "unheard/computer/${voice/+/_}.wav" computer $voice 145
  say "unheard/_unknown_/${voice/+/_}.wav" river $voice 145
done

learn() {
  "$train" set --output "$1" --name computer --keywords computer --padding same \
    --trunk "$root/models/ds_cnn_s/ds_cnn_s.onnx" --batch 32 --rate 2e-3 --seed 3 "${@:2}"
}
learn whole --steps 120

"$convert" whole/computer.onnx --name computer --output computer.hpp --quiet \
  --quantize int8 --ranges whole/computer_ranges.json
grep -q '"computer"' computer.hpp || fail "the header does not name the word"
"$evaluate" whole/computer.onnx unheard --ranges whole/computer_ranges.json --json heard.json
correct=$(grep -o '"correct": *[0-9]*' heard.json | grep -o '[0-9]*$' | sort -n | head -1)
[[ ${correct:-0} -ge 5 ]] || fail "of 6 unheard clips only ${correct:-0} are right"

# The same seed, the same network.
learn again --steps 120 >/dev/null
cmp whole/computer.onnx again/computer.onnx || fail "two runs of one seed differ"

# Bad input gets one line.
if "$train" nowhere --output x --steps 1 2>error; then fail "a folder that is not there is taken"; fi
[[ $(wc -l <error) -eq 1 ]] || fail "not one line: $(cat error)"
grep -q nowhere error || fail "does not name the folder: $(cat error)"
if "$train" set --output x --keywords computer --channels 32 --steps 1 \
  --trunk "$root/models/ds_cnn_s/ds_cnn_s.onnx" 2>error; then
  fail "a trunk of another width is taken"
fi
grep -q conv_1/weight error || fail "does not name the tensor: $(cat error)"
