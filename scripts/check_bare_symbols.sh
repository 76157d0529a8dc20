#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   check_bare_symbols.sh NM [--no-state] FILE...
#
# Fails when a bare-metal object or program names a symbol that device code must not need. With
# --no-state, for objects made of headers alone, also when one defines a mutable variable.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
export LC_ALL=C

# what it is             its mangled names, as an extended regular expression
forbidden='
operator_new_or_delete   _Zn[wa].*|_Zd[la].*
heap                     (malloc|calloc|realloc|free|aligned_alloc|memalign|_(malloc|calloc|realloc|free)_r|_?sbrk(_r)?)
C++_runtime              __cxa_.*|__gxx_.*|__aeabi_atexit|atexit|_Unwind_.*|__dynamic_cast
guard_variable           _ZGV.*
RTTI                     _ZT[IS].*
libstdc++_throw          _ZSt.*__throw_.*|_ZSt9terminatev|abort
libm                     (sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p|pow|sqrt|cbrt|hypot|fmod|floor|ceil|round|lround|nearbyint|rint|trunc|ldexp|frexp|scalbn|fma)[fl]?
'

nm=$1
shift
state_allowed=yes
if [[ ${1:-} == --no-state ]]; then
  state_allowed=no
  shift
fi
if [[ $# -eq 0 ]]; then
  echo "check_bare_symbols: no file given" >&2
  exit 2
fi

failures=0
for file in "$@"; do
  symbols=$("$nm" --format=posix "$file") # one a line: name, type letter, ...
  while read -r what names; do
    [[ -n $what ]] || continue
    found=$(awk '{print $1}' <<<"$symbols" | grep -Ex -- "$names" | sort -u | paste -sd ' ' || true)
    if [[ -n $found ]]; then
      echo "$file: ${what//_/ }: $found" >&2
      failures=$((failures + 1))
    fi
  done <<<"$forbidden"
  if [[ $state_allowed == no ]]; then
    # b, d: zeroed and initialised data. $d and the like are the assembler's marks, not variables.
    found=$(awk '$2 ~ /^[BbDd]$/ && $1 !~ /^\$/ {print $1}' <<<"$symbols" | paste -sd ' ')
    if [[ -n $found ]]; then
      echo "$file: mutable variable: $found" >&2
      failures=$((failures + 1))
    fi
  fi
done

if [[ $failures -gt 0 ]]; then
  exit 1
fi
echo "check_bare_symbols: $# files free of the C++ runtime, the heap and libm"
