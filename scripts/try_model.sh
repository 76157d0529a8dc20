#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Converts a model, compiles it and runs it over raw input tensors:
#
#   scripts/try_model.sh MODEL INPUTS.bin OUTPUTS.bin [--target host|a7] [--layers]
#
# MODEL is what tyto-convert reads: .tflite, .onnx or .pb, in int8 or float.
# INPUTS.bin holds input tensors back to back; OUTPUTS.bin gets each one's output tensor. With
# --layers it gets, per input, the output of every operator in graph order, reshapes included.
# --target a7 compiles for a Cortex-A7 and runs under qemu-arm. Sets up whatever is missing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() { # usage REASON
  echo "try_model.sh: $1; usage: try_model.sh MODEL INPUTS.bin OUTPUTS.bin [--target host|a7] [--layers]" >&2
  exit 2
}

target=host
layers=()
files=()
while (($# > 0)); do
  case $1 in
    --target)
      (($# > 1)) || usage "--target needs host or a7"
      target=$2
      shift
      ;;
    --target=*) target=${1#--target=} ;;
    --layers) layers=(--layers) ;;
    -*) usage "unknown option $1" ;;
    *) files+=("$1") ;;
  esac
  shift
done
((${#files[@]} == 3)) || usage "got ${#files[@]} file names, needs 3"
model=${files[0]} inputs=${files[1]} outputs=${files[2]}
[[ -r $model ]] || usage "$model cannot be read"
[[ -r $inputs ]] || usage "$inputs cannot be read"

flags=(-std=c++20 -O2 -I "$root/include")
case $target in
  host)
    compiler=(g++)
    runner=()
    packages=(--host-only)
    ;;
  a7)
    compiler=(arm-linux-gnueabihf-g++ -mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -static)
    runner=(qemu-arm -cpu cortex-a7)
    packages=()
    ;;
  *) usage "unknown target $target" ;;
esac

"$root/scripts/install_dependencies.sh" "${packages[@]}" >&2
convert=$("$root/scripts/build_convert.sh")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$convert" "$model" --name try_model --output "$work/try_model.hpp" --quiet
"${compiler[@]}" "${flags[@]}" -I "$work" -DTYTO_MODEL=try_model \
  -DTYTO_MODEL_HEADER='"try_model.hpp"' "$root/tools/try_model/run_model.cpp" -o "$work/run_model"
"${runner[@]}" "$work/run_model" "$inputs" "$outputs" "${layers[@]}"
