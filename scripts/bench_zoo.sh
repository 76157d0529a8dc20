#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_zoo.sh [--update]
#
# Converts and compiles every public model that tests/zoo/models.txt lists (in TYTO_REFERENCE_DIR/zoo), runs
# it over its inputs on this machine and on an emulated Cortex-A7, and compares its outputs with the
# peer's: integers to the byte, floats within 1e-5 of the largest. Prints a table of what a run costs
# the A7 and which layer costs most; --update also puts it into bench/README.md.
source "$(dirname "$0")/count_a7.sh"

zoo=${TYTO_REFERENCE_DIR:-../shared/reference}/zoo
[[ -d $zoo ]] || {
  echo "bench_zoo.sh: $zoo is not there; TYTO_REFERENCE_DIR names the reference material" >&2
  exit 1
}
convert=$(scripts/build_convert.sh)
all=build/bench/zoo
mkdir -p "$all"
{
  echo "| model | multiply-accumulates | instructions | a multiply-accumulate | costs most | its share |"
  echo "|---|---:|---:|---:|---|---:|"
} >"$all/table.md"

failed=0
for name in $(grep -vE '^#| ' tests/zoo/models.txt); do
  build=$all/$name
  mkdir -p "$build"
  program_arguments=("$zoo/$name.in" "$zoo/$name.out")
  quietly "$convert" "$zoo/$name.tflite" --name zoo_model --quiet -o "$build/zoo_model.hpp"
  model=(-I "$build" '-DTYTO_ZOO_HEADER="zoo_model.hpp"' -DTYTO_ZOO_MODEL=zoo_model)
  quietly g++ -std=c++20 -O2 -DNDEBUG -march=native -I include -I bench -I tools "${model[@]}" \
    bench/zoo/main.cpp -o "$build/tyto-zoo-host"
  if ! "$build/tyto-zoo-host" "${program_arguments[@]}" >"$build/log" ||
    ! count_on_a7 zoo "${model[@]}"; then
    echo "$name: differs" >&2
    failed=1
    continue
  fi
  # REGION INSTRUCTIONS ISSUE WIDTH WHAT MULTIPLY-ACCUMULATES BYTES
  awk -v name="$name" '
    $1 == 1 { macs = $6; instructions = $2; next }
    { sum += $2 }
    $2 > most { most = $2; what = substr($5, 7) }
    END {
      printf "| %s | %d | %d | %.2f | %s | %.0f %% |\n", name, macs, instructions,
        (macs > 0 ? instructions / macs : 0), what, 100 * most / sum
    }' "$build/counted.txt" >>"$all/table.md"
done
build=$all
put_table zoo
exit "$failed"
