#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/try_model.sh as a user calls it: the bundled model in, golden bytes out, on the host and under
# the ARM emulator; and what it refuses. Takes the converter's path.
set -euo pipefail
cd "$(dirname "$0")/../.."

export TYTO_CONVERT=$1
bundled=models/ds_cnn_s/ds_cnn_s_int8.tflite
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# refused PATTERN ARGUMENT...: exit status 2, one line that matches, no output file
refused() {
  local pattern=$1 status=0
  shift
  scripts/try_model.sh "$@" >"$work/said" 2>&1 || status=$?
  if [[ $status -ne 2 ]] || ! grep -Eq "$pattern" "$work/said" || [[ -e $work/out ]]; then
    echo "try_model.sh $*: exit $status, expected 2 and a line matching: $pattern; it said:"
    cat "$work/said"
    exit 1
  fi
}

head -c 979 /dev/zero >"$work/odd"
head -c 1000 $bundled >"$work/cut.tflite"
refused 'got 2 file names, needs 3' $bundled "$work/odd"
refused 'unknown target m7' $bundled "$work/odd" "$work/out" --target m7
refused 'absent.tflite cannot be read' absent.tflite "$work/odd" "$work/out"
refused 'has 979 bytes; a whole number of input tensors of 490 bytes' $bundled "$work/odd" "$work/out"
refused 'cut.tflite: ' "$work/cut.tflite" "$work/odd" "$work/out"

# same MODEL INPUTS OUTPUTS TARGET [OPTION...]
same() {
  local model=$1 inputs=$2 outputs=$3 target=$4
  shift 4
  scripts/try_model.sh "$model" "$inputs" "$work/out" --target "$target" "$@"
  cmp "$work/out" "$outputs"
  echo "$model $target $*: $(wc -c <"$work/out") bytes equal to $outputs"
}
golden=tests/golden
same $bundled $golden/speech_inputs.i8 $golden/speech_outputs.i8 host
head -c 490 $golden/random_inputs.i8 >"$work/one"
same $bundled "$work/one" $golden/random_layers.i8 a7 --layers
