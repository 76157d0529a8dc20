#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   check_must_fail.sh SOURCE.cpp
#
# SOURCE.cpp must not compile, by g++ nor by clang++, and each of its lines
#   // expect: REGEX      (extended regular expression)
# must match what the compiler says. With -DTYTO_MUST_COMPILE it must compile: that branch holds the
# cure, so the source fails for the stated reason and no other. With a line `// one error` that is the
# only one; options of a line `// flags: OPTION...` come last, but where it must compile.
# TYTO_COMPILERS names other compilers.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
export LC_ALL=C

source=$1
root=$(cd "$(dirname "$0")/.." && pwd)
read -r -a compilers <<<"${TYTO_COMPILERS:-g++ clang++-14}"

fail() {
  echo "$source: $1" >&2
  [[ -z ${2:-} ]] || printf '%s\n' "$2" | head -n 60 >&2
  exit 1
}

# Only messages, no source lines: an expectation must not match the text it was written for.
compile() {
  local compiler=$1 no_source_lines=-fno-diagnostics-show-caret
  shift
  [[ $compiler != *clang* ]] || no_source_lines=-fno-caret-diagnostics
  "$compiler" -std=c++20 -fmessage-length=0 -ftemplate-backtrace-limit=0 $no_source_lines \
    -I "$root/include" -c -o /dev/null "$@" "$source" 2>&1
}

read -r -a flags <<<"$(sed -nE 's|^// flags: *||p' "$source")"
mapfile -t expectations < <(sed -nE 's|^[[:space:]]*// expect: *||p' "$source")
[[ ${#expectations[@]} -gt 0 ]] || fail "has no line '// expect: REGEX'"

for compiler in "${compilers[@]}"; do
  output=$(compile "$compiler" -DTYTO_MUST_COMPILE) ||
    fail "$compiler: does not compile with its cure (-DTYTO_MUST_COMPILE)" "$output"
  ! output=$(compile "$compiler" "${flags[@]}") || fail "$compiler: compiles, but must not"
  errors=$(grep -c ' error: ' <<<"$output" || true)
  if grep -q '^// one error$' "$source" && [[ $errors != 1 ]]; then
    fail "$compiler: says $errors errors, needed one" "$output"
  fi
  for expected in "${expectations[@]}"; do
    grep -Eq -- "$expected" <<<"$output" ||
      fail "$compiler: fails, but does not say: $expected" "$output"
  done
done
