#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   compilers.sh [--write] [--levels "-O0 -O2 ..."] [PATTERN]
#
# Every compiler x machine x optimisation: compiles the bundled network's self-test, and runs it
# where an emulator (or this machine) can. Prints the table; --write puts it into docs/compilers.md.
# PATTERN, an extended regular expression, picks rows by their name. Compilers that are not
# installed are named and left out: see the top of rows() for the packages.
#
# A cell is `=` for compiled and the golden bytes; `c` for compiled and linked to an object, where
# nothing here runs it; `FAIL` otherwise, and then the exit status is 1.
set -euo pipefail
cd "$(dirname "$0")/.."

write=
levels=(-O0 -Og -Os -O2 -O3 "-O2 -flto" "-O2 -fno-omit-frame-pointer" "-O2 -fomit-frame-pointer")
pattern=.
while (($#)); do
  case $1 in
    --write) write=1 ;;
    --levels) IFS=' ' read -ra levels <<<"$2"; shift ;;
    -*) sed -n '4p' "$0" | cut -c5- >&2; exit 2 ;;
    *) pattern=$1 ;;
  esac
  shift
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.cpp" <<'CPP'
#include "ds_cnn_s.hpp"
using model = ds_cnn_s::model;
static model::network::arena arena;
static std::int8_t input[model::network::input_elements];
static std::int8_t output[model::network::output_elements];
int main() {
  tyto::graph::self_test_input values;
  for (std::int8_t& x : input)
    x = values.next();
  model::network::run(input, output, arena);
  for (int i = 0; i < model::network::output_elements; ++i)
    if (output[i] != model::self_test_output[i]) return 1;
  return 0;
}
CPP

# name | compiler and flags | how to link and run; empty: an object is all
# Packages: g++ clang-14 clang-19 g++-arm-linux-gnueabihf g++-aarch64-linux-gnu
# gcc-arm-none-eabi libstdc++-arm-none-eabi-newlib g++-riscv64-linux-gnu gcc-riscv64-unknown-elf
# emscripten qemu-user.
rows() {
  local a7="-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wno-psabi"
  local bare="-ffreestanding -fno-exceptions -fno-rtti"
  local m4="-mcpu=cortex-m4 -mfpu=fpv4-sp-d16" m7="-mcpu=cortex-m7 -mfpu=fpv5-d16"
  local m33="-mcpu=cortex-m33 -mfpu=fpv5-sp-d16"
  local clang newlib gcc
  echo "g++ x86-64|g++|g++"
  echo "g++ x86-64 AVX2|g++ -march=haswell|g++"
  echo "g++ A7 A32|arm-linux-gnueabihf-g++ $a7 -marm|arm-linux-gnueabihf-g++ $a7 -marm -static;qemu-arm"
  echo "g++ A7 Thumb|arm-linux-gnueabihf-g++ $a7 -mthumb|arm-linux-gnueabihf-g++ $a7 -static;qemu-arm"
  echo "g++ AArch64|aarch64-linux-gnu-g++|aarch64-linux-gnu-g++ -static;qemu-aarch64"
  echo "g++ Cortex-M0+|arm-none-eabi-g++ -mcpu=cortex-m0plus -mthumb $bare|"
  echo "g++ Cortex-M4F|arm-none-eabi-g++ $m4 -mthumb -mfloat-abi=hard $bare|"
  echo "g++ Cortex-M7|arm-none-eabi-g++ $m7 -mthumb -mfloat-abi=hard $bare|"
  echo "g++ Cortex-M33|arm-none-eabi-g++ $m33 -mthumb -mfloat-abi=hard $bare|"
  echo "g++ RISC-V rv64gc|riscv64-linux-gnu-g++|riscv64-linux-gnu-g++ -static;qemu-riscv64"
  newlib=$(arm-none-eabi-g++ -print-sysroot 2>/dev/null || true)
  gcc=$(arm-none-eabi-g++ -dumpversion 2>/dev/null || true)
  newlib=$(arm-none-eabi-g++ -E -x c++ -v /dev/null 2>&1 | sed -n "s|^ \(.*/include/c++/$gcc\)$|\1|p" | head -1)
  # RISC-V without an operating system has no C++ library in Debian; headers of another one do.
  local headers="-isystem $newlib -isystem $newlib/arm-none-eabi -isystem $newlib/../.."
  echo "g++ RISC-V rv32imac|riscv64-unknown-elf-g++ -march=rv32imac -mabi=ilp32 $bare $headers|"
  for clang in 14 19; do
    echo "clang $clang x86-64|clang++-$clang|clang++-$clang"
    echo "clang $clang A7 A32|clang++-$clang --target=arm-linux-gnueabihf $a7 -marm|arm-linux-gnueabihf-g++ -static;qemu-arm"
    echo "clang $clang A7 Thumb|clang++-$clang --target=arm-linux-gnueabihf $a7 -mthumb|arm-linux-gnueabihf-g++ -static;qemu-arm"
    echo "clang $clang AArch64|clang++-$clang --target=aarch64-linux-gnu|aarch64-linux-gnu-g++ -static;qemu-aarch64"
    local eabi="clang++-$clang --target=arm-none-eabi -mthumb $bare $headers"
    echo "clang $clang Cortex-M0+|$eabi -mcpu=cortex-m0plus|"
    echo "clang $clang Cortex-M4F|$eabi $m4 -mfloat-abi=hard|"
    echo "clang $clang Cortex-M7|$eabi $m7 -mfloat-abi=hard|"
    echo "clang $clang Cortex-M33|$eabi $m33 -mfloat-abi=hard|"
    echo "clang $clang RISC-V rv64gc|clang++-$clang --target=riscv64-linux-gnu -march=rv64gc -mabi=lp64d|riscv64-linux-gnu-g++ -static;qemu-riscv64"
    echo "clang $clang RISC-V rv32imac|clang++-$clang --target=riscv32-unknown-elf -march=rv32imac -mabi=ilp32 $bare $headers|"
  done
  echo "emscripten WebAssembly|em++|em++;node"
}

# One cell. $1: compiler and flags, with the level; $2: linker and runner.
cell() {
  local link=${2%%;*} run="" object=$work/main.o program=$work/program
  [[ $2 != *\;* ]] || run=${2#*;}
  # LTO of another compiler's linker is no use: the whole is compiled by its own.
  if ! $1 -std=c++20 -I include -I models/ds_cnn_s -c "$work/main.cpp" -o "$object" >"$work/log" 2>&1; then
    echo FAIL
  elif [[ -z $link || ($1 == *-flto* && ${link%% *} != "${1%% *}") ]]; then
    echo c
  else
    [[ ${link%% *} != em++ ]] || program=$program.js
    if $link ${3:-} "$object" -o "$program" >"$work/log" 2>&1 && $run "$program" >>"$work/log" 2>&1; then
      echo =
    else
      echo FAIL
    fi
  fi
}

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
  for level in "${levels[@]}"; do
    lto=
    [[ $level != *-flto* ]] || lto="-O2 -flto"
    result=$(cell "$compile $level" "$link" "$lto")
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
  {
    echo '# Compilers'
    echo
    echo 'Made by `scripts/compilers.sh --write`: the bundled network and its self-test, with each'
    echo 'compiler, machine and optimisation. `=`: compiled, run (by an emulator where the machine is'
    echo 'another) and equal to the golden bytes. `c`: compiled. `FAIL`: not.'
    echo
    cat "$table"
    echo
    echo 'Kernels for 32-bit Arm and Cortex-M have assembly that only g++ takes, and only when it'
    echo 'optimises. Elsewhere (clang, `-O0`) intrinsics answer, with the same bytes, slower.'
  } >docs/compilers.md
fi
exit "$status"
