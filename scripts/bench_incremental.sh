#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_incremental.sh [--update]
#
# What a run of the bundled network costs on a Cortex-A7 when it keeps what cannot have changed since
# the run before: multiply-accumulates, instructions (exact, counted under the emulator) and RAM, at
# hops of 20, 40, 100 and 200 ms. Prints a table; --update also puts it into bench/README.md.
source "$(dirname "$0")/count_a7.sh"

build=build/bench/incremental
count_on_a7 incremental -I models/ds_cnn_s

# REGION INSTRUCTIONS ISSUE WIDTH HOP TURNS MULTIPLY-ACCUMULATES BYTES KERNELS
awk '
  $1 == 1 {
    whole_macs = $7; whole_count = $2
    print "- kernels: " $9 "\n"
    print "| a run | turns | multiply-accumulates | | instructions | | RAM, bytes |"
    print "|---|---:|---:|---:|---:|---:|---:|"
  }
  {
    printf "| %s | %s | %d | %.0f %% | %d | %.0f %% | %d |\n",
      $1 == 1 ? "the whole network" : "hop " $5 " ms", $1 == 1 ? "" : $6, $7,
      100 * $7 / whole_macs, $2, 100 * $2 / whole_count, $8
  }' "$build/counted.txt" >"$build/table.md"
put_table incremental
