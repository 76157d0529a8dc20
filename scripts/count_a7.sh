# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts that count what a program costs a Cortex-A7 (bench_listening.sh,
# bench_incremental.sh), which take [--update]:
#
#   count_on_a7 NAME ARGUMENT...   compiles bench/NAME/main.cpp with these arguments and runs it under
#                                  the counting emulator: $build has rows.txt, what it prints, and
#                                  counts.json, the instructions of its regions
#   put_table NAME                 prints $build/table.md; with --update also into bench/README.md,
#                                  between its marks NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

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

quietly() {
  "$@" >"$build/log" 2>&1 || {
    tail -n 40 "$build/log" >&2
    echo "$(basename "$0"): failed: $*" >&2
    exit 1
  }
}

count_on_a7() {
  local name=$1
  shift
  build=build/bench/$name
  mkdir -p "$build"
  quietly cmake -S bench -B build/bench/host -G Ninja -DCMAKE_BUILD_TYPE=Release
  quietly cmake --build build/bench/host --target tcg_count
  quietly arm-linux-gnueabihf-g++ -std=c++20 -O2 -DNDEBUG -mcpu=cortex-a7 -mfpu=neon-vfpv4 \
    -mfloat-abi=hard -static -Wno-psabi -I include -I models/ds_cnn_stream -I models/ds_cnn_s -I tools "$@" \
    "bench/$name/main.cpp" -o "$build/tyto-$name"
  qemu-arm -cpu cortex-a7 -plugin \
    "build/bench/host/tcg_count/libtcg_count.so,out=$build/counts.json,quiet=on" \
    "$build/tyto-$name" >"$build/rows.txt"
}

put_table() {
  cat "$build/table.md"
  if [[ $update == yes ]]; then
    awk -v table="$build/table.md" -v name="$1" '
      $0 ~ "<!-- " name ": end -->" { inside = 0 }
      !inside { print }
      $0 ~ "<!-- " name ": begin -->" {
        inside = 1
        print ""
        while ((getline line < table) > 0) print line
        print ""
      }' bench/README.md >"$build/README.md"
    cp "$build/README.md" bench/README.md
  fi
}
