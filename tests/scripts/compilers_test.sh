#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A sample of the matrix of docs/compilers.md: the machines with assembly, by a compiler that takes it and
# by one that does not, at the optimisation that takes it from both and at that of firmware. Each cell is
# run and equal to the golden bytes; and a cell that cannot be compiled is FAIL and not left out.
set -euo pipefail
cd "$(dirname "$0")/../.."

rows='^(g\+\+|clang 14) (A7 Thumb|Cortex-M4F)$'
status=0
table=$(scripts/compilers.sh --levels "-O0,-Os" "$rows" 2>&1) || status=$?
if grep -q '^not installed' <<<"$table" || grep -q '| c |' <<<"$table"; then
  printf 'SKIPPED: a compiler or an emulator is not installed:\n%s\n' "$table"
  exit 77
fi
if [[ $status -ne 0 || $(grep -c '| = | = |$' <<<"$table") -ne 4 ]]; then
  printf 'compilers_test: not four rows of `= | =`:\n%s\n' "$table" >&2
  exit 1
fi

status=0
table=$(scripts/compilers.sh --levels "-O0 -Dconstexpr=" '^g\+\+ Cortex-M4F$' 2>&1) || status=$?
if [[ $status -ne 1 ]] || ! grep -q '| FAIL |$' <<<"$table"; then
  printf 'compilers_test: status %s, where FAIL and 1 were to be seen:\n%s\n' "$status" "$table" >&2
  exit 1
fi
status=0
table=$(scripts/compilers.sh --levels "-Ono_such_level" '^g\+\+ Cortex-M4F$' 2>&1) || status=$?
if [[ $status -ne 0 ]] || ! grep -q '| - |$' <<<"$table"; then
  printf 'compilers_test: status %s, where `-` and 0 were to be seen:\n%s\n' "$status" "$table" >&2
  exit 1
fi
