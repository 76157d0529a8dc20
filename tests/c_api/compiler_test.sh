#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   compiler_test.sh OBJECT COMPILER OPTIONS [EMULATOR...]
#
# A C compiler alone compiles examples/c_api/main.c, links it to OBJECT (tyto.o) and runs it: it hears
# a "go" in recorded speech and nothing in silence. OPTIONS is one argument, parted by spaces. A
# COMPILER that is not installed is skipped.
set -euo pipefail

object=$1
compiler=$2
read -ra options <<<"$3"
shift 3
source=$(cd "$(dirname "$0")/../.." && pwd)
speech=/usr/share/pocketsphinx/test/data/goforward.raw # "go forward ten meters"

if ! command -v "$compiler" >/dev/null; then
  echo "SKIPPED: no $compiler on this machine (the C functions by that compiler)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "compiler_test: $1" >&2
  exit 1
}

warnings=(-Wall -Wextra -Wpedantic -Wstrict-prototypes -Wconversion -Werror)
echo '#include "tyto.h"' >"$work/header.c"
"$compiler" "${options[@]}" -std=c99 "${warnings[@]}" -I "$source/examples/c_api" \
  -c "$work/header.c" -o "$work/header.o"
"$compiler" "${options[@]}" -std=c11 "${warnings[@]}" -O2 \
  "$source/examples/c_api/main.c" "$object" -o "$work/program"

heard=$("$@" "$work/program" 1 -2 100 <"$speech")
[[ $(wc -l <<<"$heard") -eq 2 && $heard =~ ^\ +[0-9.]+\ s\ \ go\ +0\.[0-9]+$'\n'tyto\ .*\ 1\ events ]] ||
  fail "heard in \"go forward\": $heard"
head -c 64000 /dev/zero >"$work/silence"
silence=$("$@" "$work/program" <"$work/silence")
[[ $silence =~ ^tyto\ .*\ 0\ events ]] || fail "heard in silence: $silence"
if refused=$("$@" "$work/program" 0 </dev/null 2>&1); then fail "a hop of 0 frames is not refused"; fi
[[ $refused == "c_api: create: a setting is out of range" ]] || fail "of a hop of 0 it says: $refused"
echo "compiler_test: $compiler: $heard"
