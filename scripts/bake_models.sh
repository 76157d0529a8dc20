#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bake_models.sh [--check]
#
# Bakes the bundled models anew: models/NAME/NAME.hpp from the files beside it. With --check it
# changes nothing and fails where a header is not what the converter makes of its source.
set -euo pipefail

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

# bake NAME SOURCE FRONT_END
bake() {
  local folder=$root/models/$1
  "$convert" "$folder/$2" --name "$1" --labels "$folder/labels.txt" --front-end "$3" \
    --output "$work/$1.hpp" --quiet
  if [[ $check == no ]]; then
    cp "$work/$1.hpp" "$folder/$1.hpp"
  elif ! cmp "$work/$1.hpp" "$folder/$1.hpp"; then
    echo "models/$1/$1.hpp is not what tyto-convert makes of $2; run scripts/bake_models.sh" >&2
    exit 1
  fi
  echo "models/$1/$1.hpp: $(wc -c <"$folder/$1.hpp") bytes, as $2 gives it"
}

bake ds_cnn_s ds_cnn_s_int8.tflite tyto_480_320
