#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bake_models.sh [--check]
#
# Bakes the bundled models' headers anew, quantised from float by the ranges kept beside them. With
# --check it changes nothing and fails where a header is not what the converter makes of its source.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
check=no
case ${1:-} in
  "") ;;
  --check) check=yes ;;
  *)
    echo "bake_models.sh: unknown option $1; usage: bake_models.sh [--check]" >&2
    exit 2
    ;;
esac

convert=$("$root/scripts/build_convert.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# bake HEADER SOURCE OPTION...
bake() {
  local header=$1 source=$2 name
  shift 2
  name=$(basename "$header" .hpp)
  "$convert" "$root/$source" --name "$name" --output "$work/$name.hpp" --quiet "$@"
  if [[ $check == no ]]; then
    cp "$work/$name.hpp" "$root/$header"
  elif ! cmp "$work/$name.hpp" "$root/$header"; then
    echo "$header is not what tyto-convert makes of $source; run scripts/bake_models.sh" >&2
    exit 1
  fi
  echo "$header: $(wc -c <"$root/$header") bytes, as $source gives it"
}

model=models/ds_cnn_s/ds_cnn_s
bake $model.hpp $model.onnx --quantize int8 --ranges "$root/${model}_ranges.json"
model=models/ds_cnn_stream/ds_cnn_stream
bake $model.hpp $model.onnx --quantize int8 --ranges "$root/${model}_ranges.json" --stream \
  --operating-point "$root/${model}_operating_point.json"
