#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   scripts/operate.sh MODEL [OPTION...]
#
# tyto-operate for any keyword model: MODEL is a header that tyto-convert made, or a file that it
# reads (.tflite, .onnx, .pb; int8, with labels and front end). Options of tyto-convert may stand
# first (--labels, --front-end, --quantize, --ranges, --stream, ...). The tool is compiled for the
# model, once, into build/operate. The other OPTIONs go to it
# (`operate.sh MODEL --help` lists them); with `--operating-mix CLIPS` among
# them it hears CLIPS and the hours of scripts/negatives.sh.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/model_header.sh"

usage() {
  echo "operate.sh: $1; usage: operate.sh MODEL [OPTION...]" >&2
  exit 2
}
(($# > 0)) || usage "no MODEL"
model=$1
shift
[[ -r $model ]] || usage "$model cannot be read"
model=$(realpath "$model")

convert_options=()
while (($# > 0)); do
  take_convert_option "$1"
  ((taken > 0 && taken <= $#)) || break
  convert_options+=("${@:1:taken}")
  shift "$taken"
done

"$root/scripts/install_dependencies.sh" --host-only >&2

build=$root/build/operate
model_header "$model" "$build/models" "${convert_options[@]}"
work=$build/models/$name
check_listens "$work/$name.hpp" "$model"
{
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTYTO_BUILD_TESTS=OFF \
    -DTYTO_BUILD_BENCH=OFF -DTYTO_BUILD_EXAMPLES=OFF \
    -DTYTO_OPERATE_HEADER="$work/$name.hpp" -DTYTO_OPERATE_MODEL="$name"
  cmake --build "$build" --target tyto-operate
} >"$build/build.log" 2>&1 || {
  grep -m 3 'static assertion failed' "$build/build.log" >&2 || tail -n 40 "$build/build.log" >&2
  echo "operate.sh: the build for $model failed; its log is $build/build.log" >&2
  exit 1
}

arguments=()
while (($# > 0)); do
  if [[ $1 == --operating-mix ]]; then
    (($# > 1)) || usage "--operating-mix needs a folder of clips"
    mapfile -t negatives <"$("$root/scripts/negatives.sh")"
    arguments+=(--clips "$2" --negatives "${negatives[@]}"
      --exclude "$root/scripts/operating_point_exclude.txt" --noise 60)
    shift
  else
    arguments+=("$1")
  fi
  shift
done
exec "$build/tools/operate/tyto-operate" "${arguments[@]}"
