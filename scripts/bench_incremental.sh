#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_incremental.sh [--update]
#
# What a run of the bundled network costs on a Cortex-A7 when it keeps what cannot have changed since
# the run before: multiply-accumulates, instructions (exact, counted under the emulator) and RAM, at
# hops of 20, 40, 100 and 200 ms. Prints a table; --update also puts it into bench/README.md.
source "$(dirname "$0")/count_a7.sh"

count_on_a7 incremental

# "region" is followed by "instructions" in the counter's JSON.
awk -v rows="$build/rows.txt" '
  match($0, /"region": *[0-9]+/) { region = substr($0, RSTART, RLENGTH); sub(/.*: */, "", region) }
  match($0, /"instructions": *[0-9]+/) {
    count = substr($0, RSTART, RLENGTH); sub(/.*: */, "", count)
    if (!(region in counted)) counted[region] = count
  }
  END {
    while ((getline line < rows) > 0) {
      split(line, f, " ")
      if (f[1] == 1) {
        whole_macs = f[4]; whole_count = counted[1]
        print "- kernels: " f[6] "\n"
        print "| a run | turns | multiply-accumulates | | instructions | | RAM, bytes |"
        print "|---|---:|---:|---:|---:|---:|---:|"
      }
      if (!(f[1] in counted)) { print "no count of region " f[1] > "/dev/stderr"; exit 1 }
      printf "| %s | %s | %d | %.0f %% | %d | %.0f %% | %d |\n",
        f[1] == 1 ? "the whole network" : "hop " f[2] " ms", f[1] == 1 ? "" : f[3], f[4],
        100 * f[4] / whole_macs, counted[f[1]], 100 * counted[f[1]] / whole_count, f[5]
    }
  }' "$build/counts.json" >"$build/table.md"
put_table incremental
