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

wake_word=()
public=${TYTO_REFERENCE_DIR:-../shared/reference}/zoo/v2_okay_nabu.tflite
if [[ -r $public ]]; then
  mkdir -p build/bench/listening
  "$(scripts/build_convert.sh)" "$public" --name okay_nabu --front-end micro --quiet \
    -o build/bench/listening/okay_nabu.hpp
  wake_word=(-I build/bench/listening '-DTYTO_LISTENING_WAKE_WORD_HEADER="okay_nabu.hpp"'
    -DTYTO_LISTENING_WAKE_WORD=okay_nabu)
elif [[ $update == yes ]]; then
  echo "bench_listening.sh: $public is not there; --update would drop its rows" >&2
  exit 1
fi
count_on_a7 listening -I tests "${wake_word[@]}"

# "region" is followed by "instructions" and the cycles in the counter's JSON.
awk -v rows="$build/rows.txt" -v layers="$build/layers.txt" '
  function number(key) {
    if (!match($0, "\"" key "\": *[0-9]+")) return ""
    value = substr($0, RSTART, RLENGTH); sub(/.*: */, "", value)
    return value
  }
  number("region") != "" { region = number("region") }
  number("instructions") != "" && !(region in instructions) {
    instructions[region] = number("instructions")
    width[region] = number("width_cycles")
  }
  function row(f, label) {
    printf "| %s | %s | %d | %d | %s |\n", label, (f[3] > 0 ? f[3] : ""), instructions[f[1]],
      width[f[1]], f[4]
  }
  END {
    while ((getline line < rows) > 0) {
      split(line, f, " ")
      if (!(f[1] in instructions)) { print "no count of region " f[1] > "/dev/stderr"; exit 1 }
      if (f[2] ~ /\//) {
        print f[2], f[3], instructions[f[1]], width[f[1]] > layers
        continue
      }
      if (f[1] == 100) {
        print "| one step | multiply-accumulates | instructions | width cycles | RAM, bytes |"
        print "|---|---:|---:|---:|---:|"
      }
      if (f[1] == 400) {
        print "\n| one second | multiply-accumulates | instructions | width cycles | RAM, bytes |"
        print "|---|---:|---:|---:|---:|"
      }
      if (f[2] in seen) continue
      seen[f[2]] = 1
      row(f, f[2])
    }
  }' "$build/counts.json" >"$build/table.md"
put_table listening
