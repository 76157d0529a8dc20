# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts that count what a program costs a Cortex-A7 (count_listening.sh,
# bench_incremental.sh, bench_zoo.sh, compilers_cost.sh), which take [--update]:
#
#   count_on_a7 NAME ARGUMENT...   compiles bench/NAME/main.cpp by "${compiler[@]}" with these arguments
#                                  and runs it, given "${program_arguments[@]}", under the counting
#                                  emulator, in $build.
#                                  A line "REGION WORD..." that it prints is left in counted.txt as
#                                  "REGION INSTRUCTIONS ISSUE_CYCLES WIDTH_CYCLES WORD..."
#   put_table NAME                 prints $build/table.md; with --update also into $document, between its
#                                  marks NAME
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

update=no
case "$*" in
  '') ;;
  --update) update=yes ;;
  *)
    echo "usage: $0 [--update]" >&2
    exit 2
    ;;
esac
scripts/install_dependencies.sh
program_arguments=()
compiler=(arm-linux-gnueabihf-g++ -O2)
document=bench/README.md

quietly() {
  "$@" >"$build/log" 2>&1 || {
    tail -n 40 "$build/log" >&2
    echo "$(basename "$0"): failed: $*" >&2
    exit 1
  }
}

count_on_a7() {
  local name=$1
  shift
  mkdir -p "$build"
  quietly cmake -S bench -B build/bench/host -G Ninja -DCMAKE_BUILD_TYPE=Release
  quietly cmake --build build/bench/host --target tcg_count
  quietly "${compiler[@]}" -std=c++20 -DNDEBUG -mcpu=cortex-a7 -mfpu=neon-vfpv4 \
    -mfloat-abi=hard -static -Wno-psabi -I include -I bench -I tools "$@" \
    "bench/$name/main.cpp" -o "$build/tyto-$name"
  qemu-arm -cpu cortex-a7 -plugin \
    "build/bench/host/tcg_count/libtcg_count.so,out=$build/counts.json,quiet=on" \
    "$build/tyto-$name" "${program_arguments[@]}" >"$build/rows.txt" || return
  # "region" is followed by "instructions" and the cycles in the counter's JSON.
  awk -v rows="$build/rows.txt" '
    function number(key) {
      if (!match($0, "\"" key "\": *[0-9]+")) return ""
      value = substr($0, RSTART, RLENGTH); sub(/.*: */, "", value)
      return value
    }
    number("region") != "" { region = number("region") }
    number("instructions") != "" && !(region in instructions) {
      instructions[region] = number("instructions")
      issue[region] = number("issue_cycles")
      width[region] = number("width_cycles")
    }
    END {
      while ((getline line < rows) > 0) {
        region = line; sub(/ .*/, "", region)
        if (!(region in instructions)) { print "no count of region " region > "/dev/stderr"; exit 1 }
        sub(/^[0-9]+/, region " " instructions[region] " " issue[region] " " width[region], line)
        print line
      }
    }' "$build/counts.json" >"$build/counted.txt"
}

put_table() {
  cat "$build/table.md"
  [[ $update == no ]] || { echo && cat "$build/table.md" && echo; } | scripts/put_part.sh "$document" "$1"
}
