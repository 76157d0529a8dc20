#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   check_format.sh [--fix]
#
# Every C and C++ source of the tree is as clang-format 14 writes it; --fix makes it so. Left out are
# generated headers, and sources that must not compile: the message they state is one long line.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

how=(--dry-run --Werror)
[[ ${1-} != --fix ]] || how=(-i)
mapfile -t sources < <(git ls-files '*.c' '*.h' '*.cpp' '*.hpp' ':!models' ':!tests/must_fail')
[[ ${#sources[@]} -gt 0 ]] || {
  echo "check_format.sh: no sources" >&2
  exit 1
}
printf '%s\0' "${sources[@]}" | xargs -0 -n 40 -P 2 clang-format-14 "${how[@]}"
echo "check_format.sh: ${#sources[@]} files"
