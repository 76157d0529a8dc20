#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_incremental.sh [--update]
#
# What a run of the bundled network costs on a Cortex-A7 when it keeps what cannot have changed since
# the run before: multiply-accumulates, instructions (exact, counted under the emulator) and RAM, at
# hops of 20, 40, 100 and 200 ms. Prints a table; --update also puts it into bench/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

update=no
case "$*" in
  '') ;;
  --update) update=yes ;;
  *)
    echo "usage: $0 [--update]" >&2
    exit 2
    ;;
esac
scripts/install_dependencies.sh

build=build/bench/incremental
mkdir -p $build
quietly() {
  "$@" >$build/log 2>&1 || {
    tail -n 40 $build/log >&2
    echo "bench_incremental.sh: failed: $*" >&2
    exit 1
  }
}
flags=(-std=c++20 -O2 -DNDEBUG)
arm=(-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -static -Wno-psabi)
quietly cmake -S bench -B build/bench/host -G Ninja -DCMAKE_BUILD_TYPE=Release
quietly cmake --build build/bench/host --target tcg_count
quietly arm-linux-gnueabihf-g++ "${flags[@]}" "${arm[@]}" -I include -I models/ds_cnn_s -I tools \
  bench/incremental/main.cpp -o $build/tyto-incremental
qemu-arm -cpu cortex-a7 -plugin \
  "build/bench/host/tcg_count/libtcg_count.so,out=$build/counts.json,quiet=on" \
  $build/tyto-incremental >$build/rows.txt

# "region" is followed by "instructions" in the counter's JSON.
awk -v rows=$build/rows.txt '
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
  }' $build/counts.json >$build/table.md
cat $build/table.md

if [[ $update == yes ]]; then
  awk -v table=$build/table.md '
    /<!-- incremental: end -->/ { inside = 0 }
    !inside { print }
    /<!-- incremental: begin -->/ {
      inside = 1
      print ""
      while ((getline line < table) > 0) print line
      print ""
    }' bench/README.md >$build/README.md
  cp $build/README.md bench/README.md
fi
