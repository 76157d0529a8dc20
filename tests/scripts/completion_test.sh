#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What bash offers at the tab key, for the program whose path is given (tyto-convert).
set -euo pipefail
source "$(dirname "$0")/../../cmake/completion/tyto.bash"
program=$1
cd "$(dirname "$0")"

offered() { # offered WORD... : for the last of them
  COMP_WORDS=("$program" "$@")
  COMP_CWORD=$#
  _tyto
  echo "${COMPREPLY[*]}"
}
expect() { # expect WHAT WORD...
  local got what=$1
  shift
  got=$(offered "$@")
  [[ $got == "$what" ]] || { echo "completion_test: $*: offers \"$got\", not \"$what\"" >&2; exit 1; }
}
expect "--labels" --la
expect "--quantize --quiet" --qu
expect "--help" --he
expect "two_step" --rounding t
expect "one_step two_step" --rounding ""
expect "completion_test.sh" --output compl
expect "" --no-such
