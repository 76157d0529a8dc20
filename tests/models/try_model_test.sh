#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/try_model.sh as a user calls it: reference models in, golden bytes out, on the host and
# under the ARM emulator; and what it refuses. Takes the converter's path.
set -euo pipefail
cd "$(dirname "$0")/../.."

export TYTO_CONVERT=$1
reference=${TYTO_REFERENCE_DIR:-../shared/reference}
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

if [[ ! -d $reference ]]; then
  echo "SKIPPED: no reference material at $reference (try_model.sh on reference models)"
  exit 0
fi

# same MODEL INPUTS OUTPUTS [OPTION...]
same() {
  local model=$1 inputs=$2 outputs=$3
  shift 3
  for target in host a7; do
    scripts/try_model.sh "$reference/models/$model.tflite" "$reference/golden/$inputs" "$work/out" \
      --target "$target" "$@"
    cmp "$work/out" "$reference/golden/$outputs"
    echo "$model $target $*: $(wc -c <"$work/out") bytes equal to $outputs"
  done
}
same kws_ref_model kws01_inputs.i8 kws01_outputs.i8
same kws_ref_model kws_ref_model_random_inputs.i8 kws_ref_model_random_layers.i8 --layers
same pretrainedResnet_quant pretrainedResnet_quant_random_inputs.i8 \
  pretrainedResnet_quant_random_layers.i8 --layers
