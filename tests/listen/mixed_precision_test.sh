#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   mixed_precision_test.sh PROGRAM [ARGUMENT...]
#
# One network in float, in int8 and with its first convolution in float: the bytes of each, the same label
# for silence and for a vowel, and for another vowel, which int8 takes for something else, the label of
# the float network where the first convolution is in float.
set -euo pipefail
export LC_ALL=C

# vowel NUMBER: a second at 16 kHz, two formants
vowel() {
  printf '%b' "$(awk -v k="$1" 'BEGIN {
    for (i = 0; i < 16000; ++i) {
      t = i / 16000
      pitch = 110 + 20 * k
      sum = 0
      for (h = 1; h < 30; ++h) {
        loudness = exp(-((h * pitch - 300 * k) / 300)^2) + 0.5 * exp(-((h * pitch - 2300 + 200 * k) / 400)^2)
        sum += loudness * sin(6.283185307 * pitch * h * t)
      }
      v = int(4000 * exp(-((t - 0.5) / 0.15)^2) * sum)
      if (v < 0) v += 65536
      printf "\\x%02x\\x%02x", v % 256, int(v / 256)
    }
  }')"
}

# rows PROGRAM...: name, flash, RAM, label, probability, difference, of each network, with commas
rows() {
  "$@" | sed -E '1d; s/ +([0-9]+) +([0-9]+) +([a-z]+) +([0-9.]+) ([0-9.]+)$/,\1,\2,\3,\4,\5/'
}

# check LABEL LABEL LABEL FURTHEST < rows: of float, int8 and first float; FURTHEST of the last
check() {
  awk -F, -v labels="$1 $2 $3" -v furthest="$4" '
    BEGIN {
      split(labels, label, " ")
      split("float,int8,first float", name, ",")
      split("90416 27308 34668", flash, " ")  # a float convolution of 2,560 weights among int8 ones
    }
    $1 != name[NR] || $2 != flash[NR] || $4 != label[NR] { bad = 1 }
    NR == 1 && $6 != 0 { bad = 1 }
    NR == 3 && $6 > furthest { bad = 1 }
    bad { print "mixed_precision_test: " $0 > "/dev/stderr"; exit }
    END { exit bad || NR != 3 }'
}

head -c 32000 /dev/zero | rows "$@" | check silence silence silence 0.02
vowel 3 | rows "$@" | check unknown unknown unknown 0.02
vowel 2 | rows "$@" | check silence unknown silence 0.2
echo "mixed_precision_test: passed"
