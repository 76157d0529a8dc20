#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   tcg_count_test.sh TCG_DECODE LIBTCG_COUNT.so
#
# The instruction counter takes each instruction of tcg_count/*.s for what is written beside it, as
# A32 and as T32, and counts a program of known counts.
set -euo pipefail
export LC_ALL=C

decode=$1
plugin=$2
sources=$(cd "$(dirname "$0")/tcg_count" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# assemble SOURCE SET: writes $work/object.o; SET is arm or thumb.
assemble() {
  {
    printf '.syntax unified\n.cpu cortex-a7\n.fpu neon-vfpv4\n.arch_extension idiv\n.%s\n.balign 4\n' "$2"
    cat "$1"
  } >"$work/source.s"
  arm-linux-gnueabihf-as -mno-warn-deprecated "$work/source.s" -o "$work/object.o"
}

# Each instruction's bytes, as `objdump -d` prints them.
encodings() {
  arm-linux-gnueabihf-objdump -d "$work/object.o" |
    sed -nE 's/^ *[0-9a-f]+:\t([0-9a-f]{8}|[0-9a-f]{4}( [0-9a-f]{4})?) *(\t.*)?$/\1/p'
}

check_decoder() { # check_decoder FILE SET
  assemble "$sources/$1" "$2"
  grep -E '^ +[.a-z].* @ ' "$sources/$1" | sed -E 's/^ +//; s/ *@ /\t/' >"$work/wanted"
  # The assembler may have filled up the section's end.
  encodings | awk -v wanted="$(wc -l <"$work/wanted")" 'NR <= wanted' >"$work/encodings"
  "$decode" <"$work/encodings" >"$work/got"
  if [[ $(wc -l <"$work/got") -ne $(wc -l <"$work/wanted") ]]; then
    echo "$1 as $2: $(wc -l <"$work/wanted") lines, but $(wc -l <"$work/got") instructions" >&2
    failures=$((failures + 1))
    return
  fi
  paste "$work/wanted" "$work/got" "$work/encodings" |
    awk -F'\t' -v file="$1 as $2" '
      $2 != $3 { print file ": " $1 " (" $4 "): is " $3 ", must be " $2; bad = 1 }
      END { exit bad }' >&2 || failures=$((failures + 1))
}

check_counts() { # check_counts SET
  assemble "$sources/count.s" "$1"
  arm-linux-gnueabihf-ld "$work/object.o" -o "$work/program"
  qemu-arm -cpu cortex-a7 -plugin "$plugin,out=$work/counts.json" "$work/program" 2>"$work/table"
  sed -nE 's/.*@ ([0-9]+): ([0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+)$/\1 \2/p' "$sources/count.s" >"$work/wanted"
  sed -nE 's/.*"region": ([0-9]+), "entries": ([0-9]+).*"instructions": ([0-9]+), "neon": ([0-9]+), "issue_cycles": ([0-9]+), "width_cycles": ([0-9]+), "operand_cycles": ([0-9]+),.*/\1 \3 \4 \5 \6 \7/p' \
    "$work/counts.json" >"$work/got"
  if ! diff -u "$work/wanted" "$work/got" >&2; then
    echo "count.s as $1: the counts above are wrong" >&2
    failures=$((failures + 1))
  fi
}

# refuses ARGUMENTS MESSAGE: the emulator does not start, and says so.
refuses() {
  local output
  if output=$(qemu-arm -plugin "$plugin,$1" "$work/program" 2>&1); then
    echo "not refused: $1" >&2
    failures=$((failures + 1))
  elif ! grep -Fq "$2" <<<"$output"; then
    printf 'refused, but not with "%s":\n%s\n' "$2" "$output" >&2
    failures=$((failures + 1))
  fi
}

for set in arm thumb; do
  check_decoder both.s "$set"
done
check_decoder a32.s arm
check_decoder t32.s thumb
for set in arm thumb; do
  check_counts "$set"
done
refuses "color=red" "tcg_count: unknown argument 'color=red'"

if echo '12 34' | "$decode" >/dev/null 2>"$work/error"; then
  echo "tcg-decode accepts '12 34'" >&2
  failures=$((failures + 1))
fi

[[ $failures -eq 0 ]] || exit 1
echo "tcg_count: decodes and counts as it should"
