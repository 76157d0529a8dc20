#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   wake_word_test.sh PROGRAM [ARGUMENT...]
#
# The example hears a hum and a whistle, each once, and nothing in silence.
set -euo pipefail
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "wake_word_test: $1" >&2
  exit 1
}

# tone HERTZ: half a second at 16 kHz; silence SECONDS
tone() {
  printf '%b' "$(awk -v hz="$1" 'BEGIN {
    for (i = 0; i < 8000; ++i) {
      v = int(8000 * sin(6.283185307 * i * hz / 16000))
      if (v < 0) v += 65536
      printf "\\x%02x\\x%02x", v % 256, int(v / 256)
    }
  }')"
}
silence() { head -c $((32000 * $1)) /dev/zero; }

{ silence 2 && tone 250 && silence 2 && tone 5000 && silence 1; } >"$work/tones"
heard=$("$@" <"$work/tones")
[[ $heard =~ ^2[0-9]+\ hum\ 0\.9[0-9]$'\n'[45][0-9]+\ whistle\ 0\.9[0-9]$ ]] || fail "of two tones: $heard"
heard=$(silence 5 | "$@")
[[ -z $heard ]] || fail "in silence: $heard"
echo "wake_word_test: passed"
