#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   clang_tidy.sh [PREFIX...]
#
# clang-tidy (.clang-tidy has the checks) over the sources of `tools` and the public headers, each
# header as a source of its own; with PREFIXes only what begins with one of them, such as
# include/tyto/core or tools/convert/read. Takes the flags of the preset `host`, which must have been
# built as far as generated headers go. Prints what was found; fails if that is anything.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."
commands=build/host/compile_commands.json
if [[ ! -f $commands ]]; then
  echo "clang_tidy.sh: no $commands; run cmake --preset host" >&2
  exit 2
fi
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || {
  echo "clang_tidy.sh: no clang-tidy; apt install clang-tidy-14" >&2
  exit 2
}

wanted() {
  local prefix
  [[ $# -gt 1 ]] || return 0
  for prefix in "${@:2}"; do
    [[ $1 == "$prefix"* ]] && return 0
  done
  return 1
}

# Headers of this machine: those that the header tests compile alone.
mapfile -t headers < <(sed -nE 's|.*/tests/headers/(tyto_.*)_hpp\.cpp".*|\1|p' "$commands" | sort -u)
declare -A compiled
for name in "${headers[@]}"; do compiled[$name]=1; done

status=0
files=0
while read -r file; do
  wanted "$file" "$@" || continue
  if [[ $file == include/* ]]; then
    name=$(sed 's|^include/||; s|\.hpp$||; s|[^A-Za-z0-9]|_|g' <<<"$file")
    [[ -n ${compiled[$name]:-} ]] || continue
    command=("$tidy" --quiet "$file" -- -x c++ -std=c++20 -I include -isystem /usr/include/eigen3
      -DEIGEN_NO_MALLOC)
  elif grep -Fq "$PWD/$file\"" "$commands"; then
    command=("$tidy" --quiet -p build/host "$file")
  else
    continue # a program of another machine
  fi
  files=$((files + 1))
  "${command[@]}" 2>/dev/null || status=1
done < <(git ls-files 'include/tyto/*.hpp' 'tools/*.cpp')
echo "clang_tidy.sh: $files files"
[[ $files -gt 0 ]] || exit 2
exit $status
