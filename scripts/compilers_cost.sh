#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   compilers_cost.sh [--update]
#
# What one inference of the bundled network costs on a Cortex-A7 by compiler and optimisation:
# instructions, exact, counted under the emulator, and beside them the multiple of what g++ -O2 in A32
# takes. Only g++ that optimises has this machine's assembly; elsewhere intrinsics answer. Prints a
# table of the compilers that are installed (scripts/install_dependencies.sh --compilers);
# --update also puts it into docs/compilers.md.
source "$(dirname "$0")/count_a7.sh"

build=build/bench/compilers
document=docs/compilers.md
levels=(-O0 -Og -Os -O2 -O3)
mkdir -p "$build"

{
  arm-linux-gnueabihf-g++ --version | sed -n '1s/^/- /p'
  rows=("g++ A32|arm-linux-gnueabihf-g++ -marm" "g++ Thumb|arm-linux-gnueabihf-g++ -mthumb")
  for version in 14 19 22; do
    command -v "clang++-$version" >/dev/null || continue
    "clang++-$version" --version | sed -n '1s/^/- /p'
    rows+=("clang $version A32|clang++-$version --target=arm-linux-gnueabihf -marm")
  done
  echo
  printf '| M instructions |'
  printf ' `%s` | |' "${levels[@]}"
  printf '\n|---|'
  printf ' ---: | ---: |%.0s' "${levels[@]}"
  echo

  : >"$build/cells.txt"
  for row in "${rows[@]}"; do
    for level in "${levels[@]}"; do
      read -ra compiler <<<"${row#*|} $level"
      count_on_a7 compilers -I models/ds_cnn_s
      echo "${row%|*}|$level|$(cut -d' ' -f2 "$build/counted.txt")" >>"$build/cells.txt"
    done
  done
  awk -F'|' '
    $1 == "g++ A32" && $2 == "-O2" { one = $3 }
    !($1 in seen) { seen[$1] = 1; names[++rows] = $1 }
    { cells[$1] = cells[$1] "|" $3 }
    END {
      for (r = 1; r <= rows; ++r) {
        line = "| " names[r] " |"
        count = split(substr(cells[names[r]], 2), of, "|")
        for (c = 1; c <= count; ++c) line = line sprintf(" %.3f | %.2f× |", of[c] / 1e6, of[c] / one)
        print line
      }
    }' "$build/cells.txt"
} >"$build/table"
mv "$build/table" "$build/table.md"
put_table cost
