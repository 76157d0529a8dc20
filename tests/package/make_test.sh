#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Makefile of examples/make, in a folder of its own: a program that ends with its input, an object for a
# Cortex-M4F where its compiler is, and nothing left after `clean`.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root/examples/make/Makefile" "$work/"
cd "$work"

make -s TYTO="$root" CXX="${CXX:-g++}"
head -c 64000 /dev/zero | ./ears >out
[[ ! -s out ]] || { echo "make_test: silence was heard as $(cat out)" >&2; exit 1; }
[[ -z $(make -s TYTO="$root" CXX="${CXX:-g++}" -n) ]] || { echo "make_test: builds again" >&2; exit 1; }
if command -v arm-none-eabi-g++ >/dev/null; then
  make -s TYTO="$root" CXX=arm-none-eabi-g++ bare.o \
    CPU="-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard"
  arm-none-eabi-readelf -A bare.o | grep -q 'Tag_CPU_name: "7E-M"' || { echo "make_test: not for that core" >&2; exit 1; }
fi
make -s clean TYTO="$root"
[[ $(ls | sort | tr '\n' ' ') == "Makefile out " ]] || { echo "make_test: left: $(ls)" >&2; exit 1; }
