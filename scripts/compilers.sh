#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   compilers.sh [--install] [--write | [--levels "-O0,-O2 -flto,..."] [PATTERN]]
#
# Every compiler x machine x optimisation: compiles the bundled network's self-test, and runs it, in
# an emulator where the machine is another. Prints the table; --write puts it into docs/compilers.md.
# --levels picks columns, and PATTERN, an extended regular expression, rows by their name. Compilers
# that are not installed are named and left out; --install installs them first. Cells that are done
# are kept in build/compilers until a header changes, so that an interrupted run goes on where it stood.
#
# A cell is `=` for compiled, run and equal to the golden bytes; `c` for compiled, where what would
# link or run it is not installed; `-` where the compiler takes the level for no source, not for an
# empty one; `FAIL` otherwise, and then the exit status is 1.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

write=
levels=(-O0 -Og -Os -O2 -O3 "-O2 -flto" "-O2 -fno-omit-frame-pointer" "-O2 -fomit-frame-pointer")
pattern=.
while (($#)); do
  case $1 in
    --write) write=1 ;;
    --install) scripts/install_dependencies.sh --compilers ;;
    --levels) IFS=, read -ra levels <<<"${2:?}"; shift ;;
    -*) sed -n '4p' "$0" | cut -c5- >&2; exit 2 ;;
    *) pattern=$1 ;;
  esac
  shift
done

if [[ -n $write && ( $pattern != . || ${#levels[@]} -ne 8 ) ]]; then
  echo "compilers.sh: --write takes the whole table; accepted with it: --install" >&2
  exit 2
fi

# A Node that is not Debian's does not look where Debian's modules are, which em++ -flto needs.
export NODE_PATH=${NODE_PATH:+$NODE_PATH:}/usr/share/nodejs

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Headers that a g++ brings, for a compiler that brings none: -isystem FOLDER...
headers_of() {
  command -v "$1" >/dev/null || return 0
  # GCC's own <arm_acle.h> and the like are not for clang.
  "$1" -E -x c++ -v /dev/null 2>&1 | sed -n '/^#include </,/^End/s|^ /|-isystem /|p' |
    grep -v '/lib/gcc[^ ]*/[0-9.]*/include' | tr '\n' ' ' || true
  "$1" -E -x c++ -v /dev/null 2>&1 | sed -n 's|^ \(/.*/lib/gcc.*/include/c++/.*\)$|-isystem \1|p' | tr '\n' ' '
}

# name | compiler and flags | linker;emulator
rows() {
  local a7="-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wno-psabi"
  local bare="-ffreestanding -fno-exceptions -fno-rtti" cores core flags clang
  cores=(
    "Cortex-M0+|-mcpu=cortex-m0plus -mfloat-abi=soft"
    "Cortex-M4F|-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard"
    "Cortex-M7|-mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard"
    "Cortex-M33|-mcpu=cortex-m33 -mfpu=fpv5-sp-d16 -mfloat-abi=hard"
  )
  # `start` is tests/compilers/start.cpp, compiled for that machine.
  local eabi_link="arm-none-eabi-g++ -mthumb -nostartfiles --specs=nosys.specs start"
  # On the architecture's A profile: an emulator of programs knows the other only as a whole machine.
  local eabi_run="qemu-arm -cpu max"
  local rv32="-march=rv32imac -mabi=ilp32"
  local rv32_link="riscv64-unknown-elf-g++ $rv32 -nostdlib start -lgcc;qemu-riscv32"
  local newlib rv64
  newlib=$(headers_of arm-none-eabi-g++)
  rv64=$(headers_of riscv64-linux-gnu-g++)

  echo "g++ x86-64|g++|g++;env"
  echo "g++ x86-64 AVX2|g++ -march=haswell|g++;env"
  echo "g++ A7 A32|arm-linux-gnueabihf-g++ $a7 -marm|arm-linux-gnueabihf-g++ $a7 -marm -static;qemu-arm"
  echo "g++ A7 Thumb|arm-linux-gnueabihf-g++ $a7 -mthumb|arm-linux-gnueabihf-g++ $a7 -mthumb -static;qemu-arm"
  echo "g++ AArch64|aarch64-linux-gnu-g++|aarch64-linux-gnu-g++ -static;qemu-aarch64"
  for core in "${cores[@]}"; do
    flags=${core#*|}
    echo "g++ ${core%|*}|arm-none-eabi-g++ -mthumb $flags $bare|$eabi_link $flags;$eabi_run"
  done
  echo "g++ RISC-V rv64gc|riscv64-linux-gnu-g++|riscv64-linux-gnu-g++ -static;qemu-riscv64"
  # Without an operating system Debian has no C++ library for RISC-V; the headers of another do.
  echo "g++ RISC-V rv32imac|riscv64-unknown-elf-g++ $rv32 $bare $newlib|$rv32_link"
  for clang in 14 19 22; do
    local target="clang++-$clang --target"
    echo "clang $clang x86-64|clang++-$clang|g++;env"
    echo "clang $clang A7 A32|$target=arm-linux-gnueabihf $a7 -marm|arm-linux-gnueabihf-g++ -static;qemu-arm"
    echo "clang $clang A7 Thumb|$target=arm-linux-gnueabihf $a7 -mthumb|arm-linux-gnueabihf-g++ -static;qemu-arm"
    echo "clang $clang AArch64|$target=aarch64-linux-gnu|aarch64-linux-gnu-g++ -static;qemu-aarch64"
    for core in "${cores[@]}"; do
      flags=${core#*|}
      echo "clang $clang ${core%|*}|$target=arm-none-eabi -mthumb $flags $bare $newlib|$eabi_link $flags;$eabi_run"
    done
    echo "clang $clang RISC-V rv64gc|$target=riscv64-linux-gnu -march=rv64gc -mabi=lp64d $rv64|riscv64-linux-gnu-g++ -static;qemu-riscv64"
    echo "clang $clang RISC-V rv32imac|$target=riscv32-unknown-elf $rv32 $bare $newlib|$rv32_link"
  done
  # In one file, for this version's way to fetch the other is no longer Node's.
  echo "emscripten WebAssembly|em++|em++ -sSINGLE_FILE;node"
}

# One cell. $1: compiler and flags; $2: level; $3: linker;emulator. Says nothing but the result.
cell() {
  local compile="$1 $2" link=${3%%;*} run=${3#*;} object=$work/main.o start=() lto=
  local version=${1%% *}
  version=${version##*-}
  # Unquoted below: lists of words.
  $launcher $compile -std=c++20 -I include -I models/ds_cnn_s -c tests/compilers/golden_bytes.cpp \
    -o "$object" >"$work/log" 2>&1 || {
    if $compile -x c++ -c /dev/null -o "$object" >/dev/null 2>&1; then echo FAIL; else echo -; fi
    return
  }
  if ! command -v "${link%% *}" >/dev/null || ! command -v "${run%% *}" >/dev/null; then
    echo c
    return
  fi
  if [[ $2 == *-flto* && $1 == clang* ]]; then
    # The linker of its version makes machine code of it; another then links that.
    command -v "ld.lld-$version" >/dev/null || { echo c; return; }
    # That of version 14 has to be told of an ABI with registers for doubles.
    [[ $1 != *lp64d* ]] || lto="-mllvm -target-abi=lp64d"
    "ld.lld-$version" -r $lto "$object" -o "$work/native.o" >"$work/log" 2>&1 || { echo FAIL; return; }
    lto=
    object=$work/native.o
  elif [[ $2 == *-flto* ]]; then
    lto="-O2 -flto"
  fi
  if [[ " $link " == *" start "* ]]; then
    link=${link/ start/}
    start=("$work/start.o" -lgcc)
    # Once a row, and by g++, which links it: of a clang it is the model that is to be seen.
    [[ $work/start.o -nt $work/rows ]] ||
      ${link/-nostartfiles --specs=nosys.specs/} -O1 -ffreestanding -fno-exceptions \
        -c tests/compilers/start.cpp $newlib_headers -o "$work/start.o" >"$work/log" 2>&1 || { echo FAIL; return; }
  fi
  local program=$work/program
  [[ ${link%% *} != em++ ]] || program=$program.js
  if $link $lto "$object" "${start[@]}" -o "$program" >"$work/log" 2>&1 &&
    timeout 60 $run "$program" >>"$work/log" 2>&1; then
    echo =
  else
    echo FAIL
  fi
}
launcher=$(command -v ccache || true)
newlib_headers=$(headers_of arm-none-eabi-g++)

# What a kept cell was made of.
kept=build/compilers
mkdir -p "$kept"
sources=$(find include models/ds_cnn_s tests/compilers -type f \( -name '*.hpp' -o -name '*.cpp' \) -print0 |
  sort -z | xargs -0 sha256sum | sha256sum)

status=0
table=$work/table
{
  printf '| compiler and machine |'
  printf ' `%s` |' "${levels[@]}"
  printf '\n|---|'
  printf ' :-: |%.0s' "${levels[@]}"
  echo
} >"$table"
rows >"$work/rows"
while IFS='|' read -r name compile link <&3; do
  grep -qE -- "$pattern" <<<"$name" || continue
  if ! command -v "${compile%% *}" >/dev/null; then
    echo "not installed: ${compile%% *} ($name)" >&2
    continue
  fi
  printf '| %s |' "$name" >>"$table"
  rm -f "$work/start.o"
  for level in "${levels[@]}"; do
    cell_file=$kept/$(sha256sum <<<"$sources $name $compile $level $link" | cut -c-32)
    result=$(cat "$cell_file" 2>/dev/null || cell "$compile" "$level" "$link")
    [[ $result == FAIL ]] || echo "$result" >"$cell_file"
    if [[ $result == FAIL ]]; then
      status=1
      echo "$name $level:" >&2
      grep -m2 -E 'error|undefined' "$work/log" >&2 || tail -2 "$work/log" >&2
    fi
    printf ' %s |' "$result" >>"$table"
  done
  echo >>"$table"
done 3<"$work/rows"
cat "$table"

if [[ -n $write ]]; then
  { echo && cat "$table" && echo; } | scripts/put_part.sh docs/compilers.md matrix
fi
exit "$status"
