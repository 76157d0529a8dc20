#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   count_listening.sh [--update]
#
# The part of `bench.sh listening` after its peers were measured, whose numbers that leaves in
# build/bench/listening: what listening costs from samples to events, ours on a Cortex-A7 and a
# Cortex-M4F (instructions, counted in emulators) and on this machine (time), and the same detector
# with a peer's network in place of ours; then, of the A7, one step of networks that stream and a
# second of their front ends. A public wake word's too where the reference material is at hand. Prints
# the tables; --update also puts them into bench/README.md.
source "$(dirname "$0")/count_a7.sh"

build=build/bench/listening
wake_word=()
public=${TYTO_REFERENCE_DIR:-../shared/reference}/zoo/v2_okay_nabu.tflite
if [[ -r $public ]]; then
  mkdir -p "$build"
  "$(scripts/build_convert.sh)" "$public" --name okay_nabu --front-end micro --quiet \
    -o "$build/okay_nabu.hpp"
  wake_word=(-I "$build" '-DTYTO_LISTENING_WAKE_WORD_HEADER="okay_nabu.hpp"'
    -DTYTO_LISTENING_WAKE_WORD=okay_nabu)
elif [[ $update == yes ]]; then
  echo "count_listening.sh: $public is not there; --update would drop its rows" >&2
  exit 1
fi
sources=(-I models/ds_cnn_stream -I models/ds_cnn_s -I tests "${wake_word[@]}")
count_on_a7 listening "${sources[@]}"
quietly g++ -std=c++20 -O2 -DNDEBUG -march=native -I include -I bench -I tools "${sources[@]}" \
  bench/listening/main.cpp -o "$build/tyto-listening-host"
taskset -c "$(($(nproc) - 1))" "$build/tyto-listening-host" >"$build/host.txt"

# cortex_m CORE MACHINE: what its programs say, in CORE.txt
cortex_m() {
  local out=build/bench/$1 program
  quietly cmake -S . -B "$out" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" -DTYTO_BARE_CPU="$1" \
    -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchain-bare.cmake" \
    -DTYTO_CONVERT="$([[ ! -r $public ]] || scripts/build_convert.sh)"
  quietly cmake --build "$out" --target cortex_m_listening cortex_m_instructions
  for program in listening instructions; do
    qemu-system-arm -M "$2" -icount shift=0 -display none -monitor none -serial null \
      -semihosting-config enable=on,target=native -kernel "$out/tests/cortex_m/cortex_m_$program" 2>&1
  done >"$build/$1.txt"
}
cortex_m cortex-m4 mps2-an386
cortex_m cortex-m7 mps2-an500
cortex_m cortex-m33 mps2-an386 # (which has all instructions that the compiler takes of an M33's)

# peers FILE: "ENGINE METRIC VALUE", of int8, of what tyto-bench-table wrote; ours is the engine "tyto"
peers() {
  awk -F '"' '
    $2 == "engine" { engine = $4; sub(/^tyto .*/, $4 == "tyto scalar" ? "scalar" : "tyto", engine) }
    $2 == "precision" { precision = $4 }
    precision == "int8" && $2 ~ /^(instructions|issue_cycles|width_cycles|time_us)$/ {
      sub(/^: /, "", $3)
      print engine, $2, $3 + 0
    }' "$build/$1"
}
{ peers peers_a7.json && peers peers_host.json; } >"$build/peers.txt"

{
  echo "- this machine: $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | sort -u | head -n 1)"
  echo "- date: $(date -u +%Y-%m-%d)"
  echo
} >"$build/table.md"
awk '
  FILENAME ~ /counted/ { # REGION INSTRUCTIONS ISSUE WIDTH WHAT MULTIPLY-ACCUMULATES BYTES
    value[$1, "instructions"] = $2; value[$1, "issue_cycles"] = $3; value[$1, "width_cycles"] = $4
    ram[$1] = $7
  }
  FILENAME ~ /host/ && NF == 5 { value[$1, "time_us"] = $5 }
  FILENAME ~ /cortex-m4/ && /^a second of listening, / { # ..., WHAT: INSTRUCTIONS instructions, BYTES bytes
    region = /ds_cnn_s / ? 450 : /ds_cnn_stream/ ? 440 : 460
    sub(/.*: /, ""); value[region, "m4"] = $1; m4_ram[region] = $3
  }
  FILENAME ~ /cortex-m4/ && /^all on cortex_m: / { network["tyto", "m4"] = $4 }
  FILENAME ~ /peers/ { network[$1, $2] = $3 }

  function cell(number, metric, ours,    text) {
    if (number == "") return " |"
    text = metric == "time_us" ? sprintf("%.0f", number) : sprintf("%.2f M", number / 1e6)
    return " " text (ours == "" ? "" : sprintf(", %.2f ×", number / ours)) " |"
  }
  function row(what, region) {
    ours = region
    printf "| **%s**: tyto |", what
    for (i = 1; i <= metrics; ++i) {
      printf "%s", cell(value[region, metric[i]], metric[i])
      if (metric[i] == "width_cycles") printf " %d |", ram[region]
      if (metric[i] == "m4") printf " %d |", m4_ram[region]
    }
    print ""
  }
  # A detector of whole windows, so many a second, with another network in place of ours.
  function beside(what, engine, runs,    here) {
    printf "| %s |", what
    for (i = 1; i <= metrics; ++i) {
      here = network[engine, metric[i]]
      if (here != "") here = value[450, metric[i]] + runs * here - 10 * network["tyto", metric[i]]
      printf "%s", cell(here, metric[i], value[ours, metric[i]])
      if (metric[i] ~ /width_cycles|m4/) printf " |"
    }
    print ""
  }
  END {
    metrics = split("instructions issue_cycles width_cycles m4 time_us", metric, " ")
    network["CMSIS-NN", "m4"] = 7.23e6 # stated
    print "| a second, samples to events | Cortex-A7: instructions | issue cycles | width cycles | RAM, bytes " \
      "| Cortex-M4F: instructions | RAM, bytes | this machine, µs |"
    print "|---|---:|---:|---:|---:|---:|---:|---:|"
    row("ds_cnn_s, whole windows, every 100 ms", 450)
    beside("its network by XNNPACK", "XNNPACK", 10)
    beside("its network by oneDNN", "oneDNN", 10)
    beside("its network by CMSIS-NN: stated, not run", "CMSIS-NN", 10)
    row("ds_cnn_stream, a step every 40 ms", 440)
    beside("whole windows every 40 ms, by XNNPACK", "XNNPACK", 25)
    beside("whole windows every 40 ms, by oneDNN", "oneDNN", 25)
    if (value[460, "instructions"] > 0) {
      row("okay_nabu, a step every 30 ms", 460)
      printf "| by the reference kernels of TensorFlow Lite Micro: stated, not run |%s | | | | | | |\n",
        cell(24.0e6, "", value[460, "instructions"])
    }
    print ""
  }' "$build"/{counted,host,cortex-m4,peers}.txt >>"$build/table.md"

awk '
  FNR == 1 { core[++cores] = FILENAME; sub(/.*\//, "", core[cores]); sub(/\.txt$/, "", core[cores]) }
  /^all on cortex_m: / { count["the network of ds_cnn_s, a window", cores] = $4 }
  /^a second of listening, / { what = $0; sub(/: .*/, "", what); sub(/.*: /, ""); count[what, cores] = $1 }
  what != "" && !(what in known) { known[what]; row[++rows] = what }
  END {
    row[++rows] = "the network of ds_cnn_s, a window"
    printf "| instructions |"; for (i = 1; i <= cores; ++i) printf " %s |", core[i]
    printf "\n|---|"; for (i = 1; i <= cores; ++i) printf "---:|"
    print ""
    for (r = 1; r <= rows; ++r) {
      printf "| %s |", row[r]; for (i = 1; i <= cores; ++i) printf " %.2f M |", count[row[r], i] / 1e6
      print ""
    }
    print ""
  }' "$build"/cortex-{m4,m7,m33}.txt >>"$build/table.md"

# REGION INSTRUCTIONS ISSUE WIDTH WHAT MULTIPLY-ACCUMULATES BYTES; a layer's WHAT has a "/".
awk -v layers="$build/layers.txt" '
  $5 ~ /\// { print $5, $6, $2, $4 > layers; next }
  $1 >= 440 { next } # above
  $1 == 100 || $1 == 400 {
    printf "%s| %s | multiply-accumulates | instructions | width cycles | RAM, bytes |\n",
      $1 == 400 ? "\n" : "", $1 == 100 ? "one step" : "one second"
    print "|---|---:|---:|---:|---:|"
  }
  !($5 in seen) {
    seen[$5] = 1
    printf "| %s | %s | %d | %d | %s |\n", $5, ($6 > 0 ? $6 : ""), $2, $4, $7
  }' "$build/counted.txt" >>"$build/table.md"
put_table listening
