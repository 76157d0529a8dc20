#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   wake_word_public_test.sh FOLDER PROGRAM [ARGUMENT...]
#
# Each wake word is heard in its recordings of FOLDER, once, and nothing in the others.
set -euo pipefail
folder=$1
shift
second_of_silence() { head -c 32000 /dev/zero; }
count=0
for wav in "$folder"/*.wav; do
  name=$(basename "$wav" .wav)
  expected=
  [[ $name != okay_nabu_* && $name != hey_jarvis_* ]] || expected=${name%_*}
  heard=$({ second_of_silence && tail -c +45 "$wav" && second_of_silence; } | "$@" |
    awk '{ print $2 }')
  [[ $heard == "$expected" ]] || {
    echo "wake_word_public_test: in $name: \"$heard\", expected \"$expected\"" >&2
    exit 1
  }
  count=$((count + 1))
done
((count >= 8)) || {
  echo "wake_word_public_test: only $count recordings in $folder" >&2
  exit 1
}
echo "wake_word_public_test: $count recordings"
