#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   micro_recordings.sh FIRMWARE FOLDER
#
# Runs the firmware of the micro front end on every WAV of FOLDER, each with its features, NAME.wav
# and NAME.features.i8.
set -euo pipefail

firmware=$1 folder=$2
if [[ ! -d $folder ]]; then
  echo "SKIPPED: no reference material at $folder"
  exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
count=0
for wav in "$folder"/*.wav; do
  echo "$(basename "$wav")"
  cat "$wav" "${wav%.wav}.features.i8" >clip
  qemu-system-arm -M mps2-an386 -display none -monitor none -serial null \
    -semihosting-config enable=on,target=native,arg=firmware,arg=clip -kernel "$firmware"
  count=$((count + 1))
done
[[ $count -gt 0 ]] || {
  echo "no WAV in $folder" >&2
  exit 1
}
