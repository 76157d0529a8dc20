#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   my_word.sh WORD FOLDER [--recordings DIR] [--negatives DIR] [--noise DIR] [--minutes N]
#
# Trains a network that hears WORD, from recordings of it (.wav, one saying each; 20 to 200) and from
# the synthetic voices of espeak-ng and flite, which alone do where there are no recordings. It starts
# from the bundled network's convolutions. In FOLDER afterwards: the material, WORD.onnx and WORD.hpp.
# TYTO_TRAIN names the built tyto-train; see docs/my_own_word.md.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
usage() {
  sed -n 's/^#   //p' "$0" | head -1 | sed 's/^/usage: /' >&2
  exit 2
}
[[ $# -ge 2 && $1 != --* ]] || usage
word=$1 folder=$2 recordings="" negatives="" noise="" minutes=10
shift 2
while [[ $# -gt 0 ]]; do
  [[ $# -ge 2 ]] || usage
  case $1 in
    --recordings) recordings=$2 ;;
    --negatives) negatives=$2 ;;
    --noise) noise=$2 ;;
    --minutes) minutes=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ $word =~ ^[a-z][a-z_]*$ ]] || {
  echo "my_word.sh: \"$word\" names files and a C++ struct; accepted: small letters and _" >&2
  exit 2
}
train=${TYTO_TRAIN:-$root/build/host/tools/train/tyto-train}
[[ -x $train ]] || {
  echo "my_word.sh: $train is not built; see docs/my_own_word.md" >&2
  exit 1
}
command -v espeak-ng >/dev/null || {
  echo "my_word.sh: espeak-ng is missing; scripts/install_dependencies.sh --train" >&2
  exit 1
}

material=$folder/material
mkdir -p "$material/$word" "$material/_negatives_" "$material/_noise_"

# say FILE TEXT VOICE WORDS_A_MINUTE PITCH
say() {
  espeak-ng -v "$3" -s "$4" -p "$5" -w "$1" "$2"
}

# The word, by many mouths.
text=${word//_/ }
for voice in en-us en-gb en-gb-scotland en-029 en-gb-x-rp; do
  for variant in m1 m3 m5 m7 f1 f2 f3 f4; do
    for speed in 120 150 180; do
      say "$material/$word/espeak_${voice}_${variant}_$speed.wav" "$text" "$voice+$variant" \
        "$speed" $((30 + speed % 7 * 8))
    done
  done
done
if command -v flite >/dev/null; then
  for voice in awb kal16 rms slt; do
    flite -voice "$voice" -t "$text" -o "$material/$word/flite_$voice.wav"
  done
fi
[[ -z $recordings ]] || for file in "$recordings"/*.wav; do
  # Real voices count four times; what differs after the first dot stays together.
  name=$(basename "$file" .wav)
  for copy in 1 2 3 4; do
    cp "$file" "$material/$word/recorded_${name//./_}.$copy.wav"
  done
done

# Speech without the word: the tree's own documents, read aloud.
documents=$(grep -hviw -- "$text" "$root"/docs/*.md "$root/README.md" | tr -cd "A-Za-z ,.'\n")
part=0
for voice in en-us+m2 en-us+f5 en-gb+m4 en-gb+f2 en-029+m6; do
  # Each reads another part.
  printf '%s' "${documents:part:6000}" >"$folder/text.txt"
  part=$((part + 6000))
  espeak-ng -v "$voice" -s 150 -f "$folder/text.txt" \
    -w "$material/_negatives_/${voice//+/_}.wav"
done
[[ -z $negatives ]] || cp "$negatives"/*.wav "$material/_negatives_/"
if [[ -n $noise ]]; then
  cp "$noise"/*.wav "$material/_noise_/"
else
  # Coloured noise, for want of a room's own.
  white_noise() { head -c $((16000 * 2 * 30)) /dev/urandom; }
  white_noise | sox -q -t raw -r 16000 -e signed -b 16 -c 1 - "$material/_noise_/white.wav" \
    gain -30
  white_noise | sox -q -t raw -r 16000 -e signed -b 16 -c 1 - "$material/_noise_/low.wav" \
    gain -20 lowpass 400
fi

"$train" "$material" --output "$folder" --name "$word" --keywords "$word" --padding none \
  --trunk "$root/models/ds_cnn_stream/ds_cnn_stream.onnx" --minutes "$minutes" --rate 1e-3 --resume
convert=$("$root/scripts/build_convert.sh")
"$convert" "$folder/$word.onnx" --name "$word" --output "$folder/$word.hpp" \
  --quantize int8 --ranges "$folder/${word}_ranges.json" --stream
