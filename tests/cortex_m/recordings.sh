#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   recordings.sh FIRMWARE FOLDER ENDING...
#
# Runs the firmware on every WAV of FOLDER, each with what must come of it behind its samples: the
# files NAME.ENDING, in that order.
set -euo pipefail

firmware=$1 folder=$2
shift 2
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
  cat "$wav" "${@/#/${wav%wav}}" >clip
  qemu-system-arm -M mps2-an386 -display none -monitor none -serial null \
    -semihosting-config enable=on,target=native,arg=firmware,arg=clip -kernel "$firmware"
  count=$((count + 1))
done
[[ $count -gt 0 ]] || {
  echo "no WAV in $folder" >&2
  exit 1
}
