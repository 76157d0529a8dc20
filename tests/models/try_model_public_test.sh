#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   try_model_public_test.sh TYTO_CONVERT REFERENCE
#
# scripts/try_model.sh on public models whose outputs are known: with state that lasts from one input
# to the next, recurrent layers, of integers with and without a sign, of floats at one end.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TYTO_CONVERT=$1
zoo=$2/zoo
if [[ ! -r $zoo/v2_vad.tflite ]]; then
  echo "SKIPPED: no reference material at $2 (public models by try_model.sh)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# same NAME TARGET
same() {
  scripts/try_model.sh "$zoo/$1.tflite" "$zoo/$1.in" "$work/out" --target "$2"
  cmp "$work/out" "$zoo/$1.out"
  echo "$1 $2: $(wc -c <"$work/out") bytes equal"
}
same v2_vad host
same v1_okay_nabu a7
same keyword_scrambled_8bit host
same trained_lstm_int8 a7

# Floats, within 1e-5 of the largest.
scripts/try_model.sh "$zoo/mobility_gmp_wl_24_int8.tflite" "$zoo/mobility_gmp_wl_24_int8.in" "$work/out"
floats() { od -An -v -w4 -t f4 "$1"; }
paste <(floats "$work/out") <(floats "$zoo/mobility_gmp_wl_24_int8.out") | awk '
  { d = $1 - $2; if (d < 0) d = -d; if (d > worst) worst = d; m = $2 < 0 ? -$2 : $2
    if (m > most) most = m; ++n }
  END { if (NF != 2 || n != 24 || !(most > 0) || worst > 1e-5 * most) { print n, worst, most; exit 1 } }'
if scripts/try_model.sh "$zoo/v2_vad.tflite" "$zoo/v2_vad.in" "$work/none" --layers 2>"$work/said"; then
  echo "--layers of a model with state: accepted" >&2
  exit 1
fi
grep -q 'a model with state has no --layers' "$work/said"
echo "try_model_public_test: passed"
