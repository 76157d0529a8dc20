#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   test.sh [STAGE...]
#
# Installs what is missing, then runs the stages named, or all of them:
#
#   levels   what each header may include, and the format of every source
#   host     everything, by g++
#   clang    host tests by clang++ under address and undefined-behaviour sanitizers; each fuzzer for
#            some seconds
#   a7       tests for a Cortex-A7, under QEMU
#   bare     headers and a program without operating system, two cores
#
# TYTO_FUZZ_SECONDS changes the 20 seconds. Logs are kept in build/log. Stops at the first stage that
# fails, and says which.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

all_stages=(levels host clang a7 bare)
logs=build/log
passed=0
failed=0
skipped=0

# Configures, builds and tests by preset; further arguments go to the configuration. ctest does not
# show what a test prints that passes or is skipped, but why it was skipped must be seen.
preset() {
  local name=$1 status=0
  shift
  cmake --preset "$name" "$@" && cmake --build --preset "$name" || return
  ctest --preset "$name" || status=$?
  grep -hE "(SKIPPED|ABSENT): " "build/$name/Testing/Temporary/LastTest.log" || true
  return "$status"
}

stage_setup() { scripts/install_dependencies.sh --web; }
stage_levels() { scripts/check_levels.sh && scripts/check_format.sh; }
stage_host() { preset host; }
stage_clang() { preset clang -DTYTO_FUZZ_SECONDS="${TYTO_FUZZ_SECONDS:-20}"; }
# The converter that the host stage has built serves here as well.
stage_a7() {
  local converter=$PWD/build/host/tools/convert/tyto-convert
  [[ -x $converter ]] || converter=
  preset a7 -DTYTO_CONVERT="$converter"
}
stage_bare() { preset bare && preset bare-m4; }

# Adds up ctest's lines, " 3/50 Test #7: ops .......   Passed    1.23 sec", into `passed`, `failed` and
# `skipped`; sets `counts` to what this log adds. Whatever neither passed nor was skipped failed.
count_tests() {
  local here
  read -r -a here < <(awk '
    /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
      if (/\*\*\*Skipped/) ++skipped; else if (/ Passed +[0-9.]+ sec/) ++passed; else ++failed
    }
    END { print passed + 0, failed + 0, skipped + 0 }' "$1")
  passed=$((passed + here[0]))
  failed=$((failed + here[1]))
  skipped=$((skipped + here[2]))
  counts=
  if [[ $((here[0] + here[1] + here[2])) -gt 0 ]]; then
    counts="${here[0]} passed, ${here[1]} failed, ${here[2]} skipped"
  fi
}

run_stage() {
  local name=$1 log=$logs/$1.log start=$SECONDS result=ok
  "stage_$name" >"$log" 2>&1 </dev/null || result=FAILED
  count_tests "$log"
  printf '%-8s %-6s %5d s   %s\n' "$name" "$result" $((SECONDS - start)) "$counts"
  if [[ $result == FAILED ]]; then
    echo "--- end of $log"
    tail -n 80 "$log"
    echo "--- stage $name failed"
    finish 1
  fi
  grep -E "(SKIPPED|ABSENT): " "$log" | sort -u | sed 's/^/         /' || true
}

finish() {
  # A failure outside the tests, of the compiler for one, counts as one.
  if [[ $1 -ne 0 && $failed -eq 0 ]]; then failed=1; fi
  echo "$passed passed, $failed failed, $skipped skipped"
  exit "$1"
}

stages=("$@")
[[ ${#stages[@]} -gt 0 ]] || stages=("${all_stages[@]}")
for stage in "${stages[@]}"; do
  if [[ " ${all_stages[*]} " != *" $stage "* ]]; then
    echo "test.sh: no stage $stage; there are: ${all_stages[*]}" >&2
    exit 2
  fi
done

mkdir -p "$logs"
for stage in setup "${stages[@]}"; do
  run_stage "$stage"
done
echo "all stages passed in $SECONDS s"
finish 0
