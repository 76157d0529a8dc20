#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   docs_commands_test.sh FOLDER...
#
# Every ```sh block of the documents runs, in a scratch copy of the tree in which a microphone is a second of
# silence and my_model.tflite the bundled model; FOLDERs, where the tools are, stand in PATH. A block below
# `<!-- not run: REASON -->` does not, but the scripts and tools that it names exist and have its options.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/bin" "$work/blocks"
printf '#!/bin/sh\nhead -c 32000 /dev/zero\n' >"$work/bin/arecord"
chmod +x "$work/bin/arecord"
export PATH=$work/bin:$PATH
for folder; do PATH=$folder:$PATH; done
status=0
complain() {
  echo "docs_commands_test: $1" >&2
  status=1
}

scratch() {
  rm -rf "$work/tree"
  mkdir "$work/tree"
  (cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$work/tree")
  cp "$root/models/ds_cnn_s/ds_cnn_s_int8.tflite" "$work/tree/my_model.tflite"
  cp "$root/models/ds_cnn_s/labels.txt" "$work/tree/labels.txt"
}

run() { # run DOCUMENT:LINE FILE
  (cd "$work/tree" && timeout 300 bash -euo pipefail "$2") >"$work/out" 2>&1 </dev/null ||
    complain "$1 fails: $(tail -n 5 "$work/out")"
}

# Of each command its options; of an option that is named in no help and no source, a complaint.
look() { # look DOCUMENT:LINE FILE
  local line command option text
  while read -r line; do
    line=${line%%[[:space:]]#*}
    for command in $(grep -oE '(scripts/[a-z_]+\.sh|tyto-[a-z]+)' <<<"$line" | sort -u); do
      case $command in
        scripts/*)
          [[ -x $root/$command ]] || { complain "$1: no $command"; continue; }
          text=$(cat "$root/$command" "$root"/tools/*/*.cpp "$root"/tools/*/*/*.cpp)
          ;;
        *) text=$(cat "$root"/tools/"${command#tyto-}"/*.cpp "$root"/tools/convert/quantize/*.cpp \
          "$root"/examples/"${command#tyto-}"/*.cpp 2>/dev/null || true)
          [[ -n $text ]] || continue ;;
      esac
      for option in $(grep -oE -- ' --[a-z][a-z-]*' <<<"$line"); do
        [[ $line == *cmake* || $text == *"$option"* ]] || complain "$1: $command has no $option"
      done
    done
  done < <(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' -e 's/ && \| | /\n/g' "$2")
}

ran=0
looked=0
scratch
while read -r document; do
  rm -f "$work"/blocks/*
  awk -v folder="$work/blocks" '
    /^```sh$/ { file = sprintf("%s/%05d.%s", folder, NR, reason ? "look" : "run"); next }
    /^```/ { file = "" }
    file { print > file }
    { reason = /^<!-- not run: .+ -->$/ }' "$root/$document"
  for block in "$work"/blocks/*; do
    [[ -e $block ]] || continue
    line=$document:$((10#$(basename "${block%.*}")))
    case $block in
      *.run) run "$line" "$block"; ran=$((ran + 1)) ;;
      *.look) look "$line" "$block"; looked=$((looked + 1)) ;;
    esac
  done
done < <(cd "$root" && git ls-files README.md CONTRIBUTING.md 'docs/*.md')
[[ $ran -ge 4 ]] || complain "only $ran blocks were found to run"
echo "docs_commands_test: $ran blocks ran, $looked were looked at"
exit "$status"
