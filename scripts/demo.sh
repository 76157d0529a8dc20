#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   demo.sh
#
# Builds tyto-listen and lets it hear real human speech from Debian packages: a voice that names
# loudspeakers (alsa-utils), with music behind it (asterisk-moh-opsound-wav), and one that reads
# digits (pocketsphinx-testdata). Prints what was said beside what was heard.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

scripts/install_dependencies.sh --host-only --speech

build=build/demo
log=$build/demo.log
mkdir -p $build
{
  cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_BENCH=OFF
  cmake --build $build --target tyto-listen
} >$log 2>&1 || {
  tail -n 40 $log >&2
  echo "demo.sh: the build failed; its log is $log" >&2
  exit 1
}
listen=$build/examples/listen/tyto-listen

alsa=/usr/share/sounds/alsa
sphinx=/usr/share/pocketsphinx/test/data
music=/usr/share/asterisk/moh/macroform-cold_day.wav

# hear SAID INPUT [OPTION...]: one row of the table
hear() {
  local said=$1 input=$2 heard
  shift 2
  if [[ $input == *.raw ]]; then
    heard=$("$listen" - --json "$@" <"$input")
  else
    heard=$("$listen" "$input" --json "$@")
  fi
  heard=$(sed -E 's/.*"time_s":([0-9.]+),"label":"([a-z]+)","score":(0\.[0-9]{1,2})[0-9]*.*/\2 (score \3, at \1 s)/' \
    <<<"$heard" | paste -sd ',' | sed 's/,\([a-z]\)/, \1/g')
  local options=$*
  printf '%-18s %-24s %s\n' "$(basename "$input")" "$said" \
    "${heard:--}${options:+   [${options//$(dirname "$music")\//}]}"
}

echo "tyto-listen knows: yes no up down left right on off stop go. Words it should hear are in capitals."
printf '%-18s %-24s %s\n' file said heard
hear "front LEFT" $alsa/Front_Left.wav
hear "front RIGHT" $alsa/Front_Right.wav
hear "rear LEFT" $alsa/Rear_Left.wav
hear "rear RIGHT" $alsa/Rear_Right.wav
hear "side LEFT" $alsa/Side_Left.wav
hear "side RIGHT" $alsa/Side_Right.wav
hear "front center" $alsa/Front_Center.wav
hear "rear center" $alsa/Rear_Center.wav
hear "(noise)" $alsa/Noise.wav
hear "front LEFT, music behind" $alsa/Front_Left.wav --behind $music --softer 10
hear "rear RIGHT, music behind" $alsa/Rear_Right.wav --behind $music --softer 10
hear "(a row of digits)" $sphinx/numbers.raw
echo
echo "Your own voice: arecord -f S16_LE -r 16000 -c 1 | $listen -"
