#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   symbols_test.sh NM OBJECT
#
# tyto.o defines the functions of tyto.h and no variable, and of its environment it asks for the four
# memory functions and what the compiler's own library (libgcc) has: no operator new, no __cxa, no
# malloc, no guard variable.
set -euo pipefail
export LC_ALL=C

nm=$1
object=$2
source=$(cd "$(dirname "$0")/../.." && pwd)

"$source/scripts/check_bare_symbols.sh" "$nm" --no-state "$object"

# 64-bit arithmetic of 32-bit Arm, and what the linker itself makes.
allowed='memcpy|memset|memmove|memcmp|__aeabi_[a-z0-9_]*|_GLOBAL_OFFSET_TABLE_'
undefined=$("$nm" --format=posix --undefined-only "$object" | awk '{print $1}')
if foreign=$(grep -Evx "$allowed" <<<"$undefined"); then
  echo "$object: undefined: $(paste -sd ' ' <<<"$foreign")" >&2
  exit 1
fi

declared=$(grep -v "^typedef" "$source/examples/c_api/tyto.h" | grep -Eo '\btyto_[a-z_]+\(' | tr -d '(' | sort -u)
defined=$("$nm" --format=posix --defined-only "$object" | awk '$2 == "T" {print $1}' | sort -u)
if ! diff <(echo "$declared") <(echo "$defined"); then
  echo "$object: defines other functions (>) than tyto.h declares (<)" >&2
  exit 1
fi
echo "symbols_test: $(wc -l <<<"$defined") functions; undefined: $(paste -sd ' ' <<<"$undefined")"
