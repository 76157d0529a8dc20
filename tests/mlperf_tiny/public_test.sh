#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   public_test.sh REFERENCE PROGRAM [ARGUMENT...]
#
# examples/mlperf_tiny with MLPerf's networks, those that are at hand: the keyword spotter has as many of
# 500 evaluation inputs right as with the reference kernels, the image classifier gives the labels that
# those give. The others pass their self-tests.
set -euo pipefail
export LC_ALL=C
reference=$1
shift

fail() {
  echo "mlperf_tiny: $1" >&2
  exit 1
}
for file in golden/kws01_inputs.i8 golden/kws01_labels.u8 golden/pretrainedResnet_quant_random_inputs.i8; do
  if [[ ! -e $reference/$file ]]; then
    echo "SKIPPED: no reference material at $reference ($file)"
    exit 77
  fi
done
costs=$("$@")
echo "$costs"
if grep -E '^(keywords|images) +not at hand' <<<"$costs"; then
  echo "SKIPPED: built without the networks (TYTO_MLPERF_TINY)"
  exit 77
fi

# numbers_of FILE TYPE PER_LINE
numbers_of() { od -An -v -t "$2" -w"$3" "$1"; }
# largest PER_LINE < numbers: the place of the largest in each line, from 0
largest() { awk '{ best = 1; for (i = 2; i <= NF; ++i) if ($i > $best) best = i; print best - 1 }'; }
# place LABEL... < answers: which of them it is
place() { awk -v labels="$*" 'BEGIN { n = split(labels, l); for (i = 1; i <= n; ++i) at[l[i]] = i - 1 }
  { print at[$1] }'; }

answers=$("$@" keywords "$reference/golden/kws01_inputs.i8" |
  place down go left no off on right stop up yes silence unknown)
right=$(paste -d ' ' <(echo "$answers") <(numbers_of "$reference/golden/kws01_labels.u8" u1 1) |
  awk '$1 == $2' | wc -l)
[[ $(wc -l <<<"$answers") == 500 && $right == 452 ]] || fail "keywords: $right of 500 are right, not 452"

answers=$("$@" images "$reference/golden/pretrainedResnet_quant_random_inputs.i8" |
  place airplane automobile bird cat deer dog frog horse ship truck)
expected=$(numbers_of "$reference/golden/pretrainedResnet_quant_random_outputs.i8" d1 10 | largest)
[[ $answers == "$expected" ]] || fail "images: $answers, not $expected"
echo "mlperf_tiny: keywords 452 of 500, images as the reference kernels"
