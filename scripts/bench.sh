#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench.sh host [--update]              times on this machine
#   bench.sh a7 [--update]                counts for a Cortex-A7, under the emulator; leaves one
#                                         static program that can be carried to a board
#   bench.sh board TIMES.json [--update]  the table of what that program has measured there
#   bench.sh listening [--update]         what a second of listening costs, here and on small cores
#   bench.sh growth [--update]            counts for a Cortex-A7 of networks from small to large
#   bench.sh compile [--update]           time and memory that compiling the bundled model takes
#
# Compares tyto, layer by layer and as a whole, with plain loops and with other libraries running the
# same network, and prints one table with the ratios. Sets up all it needs. The numbers are left in
# build/bench as JSON; --update also puts the table into bench/README.md.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

build=build/bench
host=$build/host
a7=$build/a7
# Debian's Arm libraries that the static program takes in: package, file, name.
armhf_libraries=(
  "libbenchmark1debian libbenchmark.so.1debian benchmark"
  "libxnnpack0 libXNNPACK.so.0 XNNPACK"
  "libpthreadpool0 libpthreadpool.so.0 pthreadpool"
  "libcpuinfo0 libcpuinfo.so.0 cpuinfo"
)
armhf_headers=(libbenchmark-dev libxnnpack-dev libpthreadpool-dev)

# Of tyto-bench: the whole network on our kernels and the others'.
int8_networks='--benchmark_filter=^network/(tyto [^s].*|XNNPACK|oneDNN)/int8$'

usage() {
  echo "bench.sh: $1; usage: bench.sh host|a7|listening|growth|compile [--update], bench.sh board TIMES.json [--update]" >&2
  exit 2
}

# Runs a command silently; shows what it printed if it fails.
quietly() {
  mkdir -p "$build"
  "$@" >"$build/log" 2>&1 || {
    tail -n 60 "$build/log" >&2
    echo "bench.sh: failed: $*" >&2
    exit 1
  }
}

configure() { # configure FOLDER OPTION...
  local folder=$1
  shift
  quietly cmake -S bench -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG" "$@"
}

build_host() { # build_host TARGET...
  configure "$host" -DTYTO_BENCH_FLAGS=-march=native
  quietly cmake --build "$host" --parallel 2 --target "$@"
}

# "PACKAGE VERSION" of what is installed.
versions() {
  dpkg-query --show --showformat='${Package} ${Version}, ' "$@" 2>/dev/null | sed 's/, $//'
}

machine() { sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | sort -u | head -n 1; }

print_table() { # print_table SECTION ARGUMENT...
  local section=$1
  shift
  "$host/tyto-bench-table" "$@" --json "$build/$section.json" "${update[@]/%SECTION/$section}"
  echo "The numbers are in $build/$section.json."
}

# measure FOLDER FILE.json OPTION...: one thread on one core; repetitions in random order, so that a
# disturbance hits all alike.
measure() {
  local folder=$1 out=$2
  shift 2
  quietly env OMP_NUM_THREADS=1 taskset -c "$(($(nproc) - 1))" "$folder/tyto-bench" \
    --benchmark_min_time=0.02 --benchmark_repetitions=9 \
    --benchmark_enable_random_interleaving=true --benchmark_report_aggregates_only=true \
    --benchmark_out="$out" --benchmark_out_format=json "$@"
}

bench_host() {
  scripts/install_dependencies.sh --host-only --bench
  build_host tyto-bench tyto-bench-table
  echo "Measuring, a few minutes ..." >&2
  measure "$host" "$build/host_times.json"
  print_table host times "$build/host_times.json" \
    --note "machine=$(machine), one thread; the least CPU time of 9 repetitions" \
    --note "others=$(versions libxnnpack0 libdnnl2)"
  bench_isas
}

# The whole network, int8, as machines of other instruction sets would have it: ours compiled for
# them, oneDNN told of no more.
bench_isas() {
  local name flag limit flags folder table=$build/isas.md
  {
    printf -- '- machine: %s\n- date: %s\n\n' "$(machine)" "$(date -u +%Y-%m-%d)"
    echo '| int8, one inference | tyto, µs | oneDNN, no more than that, µs | / tyto | XNNPACK, as it likes, µs | / tyto |'
    echo '|---------------------|---------:|------------------------------:|-------:|-------------------------:|-------:|'
  } >"$table"
  while IFS=';' read -r name flag limit flags; do
    grep -qw "$flag" /proc/cpuinfo || continue
    folder=$build/host_$limit
    configure "$folder" "-DTYTO_BENCH_FLAGS=$flags"
    quietly cmake --build "$folder" --parallel 2 --target tyto-bench
    ONEDNN_MAX_CPU_ISA=$limit measure "$folder" "$build/isa_times.json" "$int8_networks"
    quietly "$host/tyto-bench-table" times "$build/isa_times.json" --json "$build/isa.json"
    awk -F '"' -v name="$name" '
      $2 == "engine" { engine = $4; sub(/^tyto .*/, "tyto", engine) }
      $2 == "time_us" { sub(/^: /, "", $3); us[engine] = $3 + 0 }
      END {
        printf "| %s | %.1f | %.1f | %.2f× | %.1f | %.2f× |\n", name, us["tyto"], us["oneDNN"],
          us["oneDNN"] / us["tyto"], us["XNNPACK"], us["XNNPACK"] / us["tyto"]
      }' "$build/isa.json" >>"$table"
  done <<END
AVX2;avx2;AVX2;-march=haswell
AVX-VNNI, 256 bits;avx_vnni;AVX2_VNNI;-march=haswell -mavxvnni
AVX-512 VNNI;avx512_vnni;AVX512_CORE_VNNI;-march=cascadelake
END
  "$host/tyto-bench-table" text "$table" "${update[@]/%SECTION/isas}"
}

# Debian's Arm packages, unpacked into a folder: nothing is installed, no root is needed. apt works
# on lists of its own, with this machine's sources.
fetch_armhf() {
  local target=$build/armhf apt=$PWD/$build/apt package
  [[ ! -e $target/complete ]] || return 0
  echo "Fetching Debian's libraries for armhf ..." >&2
  rm -rf "$target"
  mkdir -p "$target" "$apt"/{state/lists/partial,cache/archives/partial,packages}
  : >"$apt/status"
  cat >"$apt/apt.conf" <<END
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Architecture "armhf";
APT::Architectures { "armhf"; };
APT::Sandbox::User "$(id -un)";
END
  export APT_CONFIG=$apt/apt.conf
  # A source without armhf is no harm: what is missing shows below.
  apt-get -qq update >"$build/log" 2>&1 || true
  for package in "${armhf_headers[@]}" "${armhf_libraries[@]%% *}"; do
    (cd "$apt/packages" && apt-get -qq download "$package") >>"$build/log" 2>&1 || {
      tail -n 20 "$build/log" >&2
      echo "bench.sh: cannot fetch $package for armhf; see above" >&2
      exit 1
    }
  done
  for package in "$apt"/packages/*.deb; do
    dpkg-deb --extract "$package" "$target"
  done
  (cd "$apt/packages" && ls -- *.deb) >"$target/complete"
  unset APT_CONFIG
}

# The same libraries as archives, in $a7/libraries.
make_static() {
  local from=$build/armhf/usr out=$a7/libraries library file name
  mkdir -p "$out/lib" "$out/include"
  cp -r "$from/include/." "$out/include"
  for library in "${armhf_libraries[@]}"; do
    read -r _ file name <<<"$library"
    quietly "$host/shared-to-static" "$from/lib/arm-linux-gnueabihf/$file" "$out/$name.S"
    quietly arm-linux-gnueabihf-as -mcpu=cortex-a7 -mfpu=neon-vfpv4 "$out/$name.S" -o "$out/$name.o"
    rm -f "$out/lib/lib$name.a"
    quietly arm-linux-gnueabihf-ar crs "$out/lib/lib$name.a" "$out/$name.o"
  done
}

armhf_version() {
  sed -nE "s/^($1)_(.*)_armhf\.deb$/\1 \2/p" "$build/armhf/complete" | sed 's/%3a/:/'
}

build_a7() {
  build_host tyto-bench-table tcg_count shared-to-static
  fetch_armhf
  make_static
  configure "$a7" -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchain-a7.cmake" \
    -DTYTO_BENCH_SYSROOT="$PWD/$a7/libraries"
  quietly cmake --build "$a7" --parallel 2 --target tyto-bench
}

bench_a7() {
  scripts/install_dependencies.sh
  build_a7
  count "$build/a7_counts.json" "$a7/tyto-bench" --count "$build/a7_rows.json"
  print_table a7 counts "$build/a7_rows.json" "$build/a7_counts.json" \
    --note "$(emulator_note)" \
    --note "others=$(armhf_version libxnnpack0)" \
    --note "date=$(date -u +%Y-%m-%d)"
  cat <<END

To measure time on a board (Raspberry Pi 2, i.MX6UL, STM32MP1: a Cortex-A7 with Linux), copy this one
file, run it there, and bring back what it writes:
  $a7/tyto-bench
  ./tyto-bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \\
    --benchmark_out=board.json --benchmark_out_format=json
  scripts/bench.sh board board.json
END
}

# The emulator with the instruction counter, which writes FILE.json.
count() { # count FILE.json PROGRAM ARGUMENT...
  local out=$1
  shift
  quietly qemu-arm -cpu cortex-a7 \
    -plugin "$host/tcg_count/libtcg_count.so,out=$out,quiet=on" "$@"
}

emulator_note() {
  echo "machine=Cortex-A7, emulated ($(qemu-arm --version | sed -nE '1s/.*version ([^ ]+).*/QEMU \1/p')); instructions are exact, cycles are estimates (tools/tcg_count)"
}

bench_listening() {
  local out=$build/listening
  scripts/install_dependencies.sh --bench
  build_a7
  build_host tyto-bench
  mkdir -p "$out"
  count "$out/peers_counts.json" "$a7/tyto-bench" --count "$out/peers_rows.json" network/
  quietly "$host/tyto-bench-table" counts "$out/peers_rows.json" "$out/peers_counts.json" \
    --json "$out/peers_a7.json"
  measure "$host" "$out/peers_times.json" "$int8_networks"
  quietly "$host/tyto-bench-table" times "$out/peers_times.json" --json "$out/peers_host.json"
  scripts/count_listening.sh "${update[@]:0:1}"
}

bench_growth() {
  local models=${TYTO_REFERENCE_DIR:-../shared/reference}/models
  scripts/install_dependencies.sh
  build_host tyto-bench-table tcg_count
  models=$(realpath --quiet "$models" || true)
  [[ -d $models ]] || models=
  configure "$build/growth" -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchain-a7.cmake" \
    -DTYTO_BENCH_PEERS=OFF -DTYTO_BENCH_MODELS="$models" \
    -DTYTO_CONVERT="${models:+$(scripts/build_convert.sh 2>"$build/log")}"
  quietly cmake --build "$build/growth" --parallel 2 --target tyto-growth
  count "$build/growth_counts.json" "$build/growth/tyto-growth" "$build/growth_rows.json"
  print_table growth growth "$build/growth_rows.json" "$build/growth_counts.json" \
    --note "$(emulator_note)" --note "date=$(date -u +%Y-%m-%d)"
}

# compile_row NAME COMPILER...: a row of the table, of one compilation.
compile_row() {
  local name=$1 used
  shift
  used=$(/usr/bin/time -f "%U %M" "$@" -std=c++20 -O2 -I include -I models/ds_cnn_s -c \
    bench/bundled_model.cpp -o "$build/bundled_model.o" 2>&1) || {
    echo "bench.sh: $name does not compile the bundled model: $used" >&2
    exit 1
  }
  awk -v name="$name" -v used="${used##*$'\n'}" 'BEGIN {
    split(used, of, " ")
    printf "| %s | %.1f | %.2f |\n", name, of[1], of[2] / 1024 / 1024
  }'
}

bench_compile() {
  scripts/install_dependencies.sh
  build_host tyto-bench-table
  local table=$build/compile.md
  {
    printf -- '- machine: %s\n- date: %s\n\n' "$(machine)" "$(date -u +%Y-%m-%d)"
    echo '| bundled model, -O2 | seconds of CPU | GB |'
    echo '|--------------------|---------------:|---:|'
    compile_row "g++ $(g++ -dumpfullversion), x86-64" g++
    compile_row "g++ $(g++ -dumpfullversion), -march=native" g++ -march=native
    compile_row "arm-linux-gnueabihf-g++ $(arm-linux-gnueabihf-g++ -dumpfullversion), Cortex-A7" \
      arm-linux-gnueabihf-g++ -mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wno-psabi
    compile_row "clang++-14, -march=native" clang++-14 -march=native
  } >"$table"
  "$host/tyto-bench-table" text "$table" "${update[@]/%SECTION/compile}"
  awk -F '|' '/^\|.*[0-9]/ && NF == 5 && ($3 > 15 || $4 > 1.5) { bad = 1 } END { exit bad }' "$table" || {
    echo "bench.sh: the bundled model takes more than 15 s or 1.5 GB to compile" >&2
    exit 1
  }
}

bench_board() {
  [[ -r $1 ]] || usage "'$1' cannot be read"
  scripts/install_dependencies.sh --host-only
  build_host tyto-bench-table
  print_table board times "$1" --note "others=$(armhf_version libxnnpack0 2>/dev/null || true)"
}

update=()
arguments=()
for argument; do
  case $argument in
    --update) update=(--update bench/README.md --section SECTION) ;;
    -h | --help)
      print_help
      exit 0
      ;;
    -*) usage "unknown option $argument" ;;
    *) arguments+=("$argument") ;;
  esac
done

case "${arguments[0]:-} ${#arguments[@]}" in
  "host 1") bench_host ;;
  "a7 1") bench_a7 ;;
  "listening 1") bench_listening ;;
  "growth 1") bench_growth ;;
  "compile 1") bench_compile ;;
  "board 2") bench_board "${arguments[1]}" ;;
  " 0") usage "what to measure is missing" ;;
  *) usage "cannot do '${arguments[*]}'" ;;
esac
