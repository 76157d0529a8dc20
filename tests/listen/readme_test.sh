#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   readme_test.sh PROGRAM [ARGUMENT...]
#
# The README's sample hears a spoken "yes" on its standard input, once, and nothing in silence.
set -euo pipefail

reference=${TYTO_REFERENCE_DIR:-$(dirname "$0")/../../../shared/reference}
second_of_silence() { head -c 32000 /dev/zero; }

heard=$({ second_of_silence && second_of_silence; } | "$@")
[[ -z $heard ]] || {
  echo "readme_test: heard in silence: $heard" >&2
  exit 1
}

clips=("$reference"/speech/yes/*.wav)
clip=${clips[0]}
if [[ ! -e $clip ]]; then
  echo "SKIPPED: no reference material at $reference (the README's sample on speech)"
  exit 77
fi
wav_header_bytes=44
heard=$({ tail -c +$((wav_header_bytes + 1)) "$clip" && second_of_silence; } | "$@")
[[ $heard =~ ^yes\ 0\.[0-9]+$ ]] || {
  echo "readme_test: $clip: heard \"$heard\", not one yes" >&2
  exit 1
}
echo "readme_test: $heard"
