#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   scripts/operate.sh MODEL [OPTION...]
#
# tyto-operate for any keyword model: MODEL is a header that tyto-convert made, or a file that it
# reads (.tflite, .onnx, .pb; int8, with labels and front end, or --labels and --front-end among the
# first OPTIONs). The tool is compiled for the model, once, into build/operate. The other OPTIONs go
# to it; with `--operating-mix CLIPS` among them it hears CLIPS and the hours of scripts/negatives.sh.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  echo "operate.sh: $1; usage: operate.sh MODEL [OPTION...]" >&2
  exit 2
}
(($# > 0)) || usage "no MODEL"
if [[ $1 == --help || $1 == -h ]]; then
  sed -n '3,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 0
fi
model=$1
shift
[[ -r $model ]] || usage "$model cannot be read"
model=$(realpath "$model")

convert_options=()
while (($# > 1)) && [[ $1 == --labels || $1 == --front-end ]]; do
  convert_options+=("$1" "$2")
  shift 2
done

"$root/scripts/install_dependencies.sh" --host-only >&2

name=$(basename "${model%.*}" | tr -c 'A-Za-z0-9_\n' '_')
[[ $name != [0-9]* ]] || name=model_$name
build=$root/build/operate
work=$build/models/$name
mkdir -p "$work"
if [[ $model == *.hpp ]]; then
  cp -p "$model" "$work/$name.hpp"
else
  "$("$root/scripts/build_convert.sh")" "$model" --name "$name" -o "$work/$name.hpp" --quiet \
    "${convert_options[@]}"
fi
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
