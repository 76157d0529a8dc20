#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   clang_tidy.sh [PREFIX...]
#
# clang-tidy (.clang-tidy has the checks) over the public headers, each as a source of its own for the
# machine whose kernels it has, and over the sources of `tools` as the preset `host` compiles them,
# which is several at once; with PREFIXes only what begins with one of them, such as include/tyto/core
# or tools/convert/read. For tools the generated headers must be there, as after
# `cmake --build --preset host --target tyto-convert`. (tools/train is none of them unless it is built,
# and then clang 14 cannot read Torch's headers.) Prints what was found; fails if that is anything.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."
commands=build/host/compile_commands.json
if [[ ! -f $commands ]]; then
  echo "clang_tidy.sh: no $commands; run cmake --preset host" >&2
  exit 2
fi
scripts/install_dependencies.sh --tidy
tidy=clang-tidy-14

wanted() {
  local prefix
  [[ $# -gt 1 ]] || return 0
  for prefix in "${@:2}"; do
    [[ $1 == "$prefix"* ]] && return 0
  done
  return 1
}

# What a header is compiled for: headers of other machines' kernels for those.
machine_of() {
  case $1 in
    include/tyto/arch/neon/*) echo "--target=arm-linux-gnueabihf -mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard" ;;
    include/tyto/arch/cortex_m/*) echo "--target=arm-linux-gnueabihf -mcpu=cortex-m4 -mthumb -mfloat-abi=hard" ;;
    *) echo "-isystem /usr/include/eigen3 -DEIGEN_NO_MALLOC" ;;
  esac
}

# Sources of `tools`, or files of the build that include several of them: CMake's unity builds.
mapfile -t compiled < <(sed -nE "s|^ *\"file\": *\"($PWD/tools/.*\|.*/tools/.*/Unity/.*\.cxx)\".*|\1|p" "$commands" | sort -u)
sources_of() {
  case $1 in
    */Unity/*) sed -n "s|^#include \"$PWD/\(.*\)\".*|\1|p" "$1" ;;
    *) echo "${1#"$PWD"/}" ;;
  esac
}

status=0
files=0
check() { # check COMMAND...
  "$@" 2>/dev/null || status=1
}
while read -r header; do
  wanted "$header" "$@" || continue
  files=$((files + 1))
  read -ra machine < <(machine_of "$header")
  check "$tidy" --quiet "$header" -- -x c++ -std=c++20 -I include "${machine[@]}"
done < <(git ls-files 'include/tyto/*.hpp')

seen=()
for file in "${compiled[@]}"; do
  chosen=no
  while read -r source; do
    seen+=("$source")
    wanted "$source" "$@" || continue
    files=$((files + 1))
    chosen=yes
  done < <(sources_of "$file")
  # The flags are g++'s, and name warnings of its own; what a unity build includes are sources.
  [[ $chosen == no ]] ||
    check "$tidy" --quiet -p build/host --extra-arg=-Wno-unknown-warning-option \
      --checks=-bugprone-suspicious-include "$file"
done
while read -r source; do
  ! wanted "$source" "$@" || echo "clang_tidy.sh: not in this build: $source" >&2
done < <(comm -23 <(git ls-files 'tools/*.cpp' | sort) <(printf '%s\n' "${seen[@]}" | sort))
echo "clang_tidy.sh: $files files"
[[ $files -gt 0 ]] || exit 2
exit $status
