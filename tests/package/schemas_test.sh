#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The package managers' files are as schemas.cmake wants them, and it refuses what their schemas do not
# allow.
set -euo pipefail
cd "$(dirname "$0")/../.."
check=tests/package/schemas.cmake
cmake -P $check

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# refused FILE EDIT: a copy of FILE that sed has changed so
refused() {
  mkdir -p "$work/cmake" "$work/zephyr"
  for file in library.json vcpkg.json library.properties idf_component.yml cmake/tyto.pdsc zephyr/module.yml; do
    cp $file "$work/$file"
  done
  sed -i "$2" "$work/$1"
  if cmp -s "$1" "$work/$1" || cmake -DFOLDER="$work" -P $check >"$work/said" 2>&1 || ! grep -q "schemas: $1: " "$work/said"; then
    echo "schemas_test: not refused: $1, $2" >&2
    exit 1
  fi
}
refused library.json 's/"keyword-spotting"/"keyword spotting"/'
refused library.json 's/"name"/"nme"/'
refused library.json 's/"flags"/"flag"/'
refused library.json 's/ds_cnn_s.hpp/absent.hpp/'
refused vcpkg.json 's/"name": "tyto"/"name": "Tyto"/'
refused library.properties 's/^category=.*/category=Audio/'
refused library.properties 's/^author=/writer=/'
refused library.properties '/^url=/d'
refused idf_component.yml 's/^license:/licence:/'
refused idf_component.yml '/^version/d'
refused zephyr/module.yml 's/^samples/sample/'
refused zephyr/module.yml 's/cmake: zephyr/cmake: absent/'
refused cmake/tyto.pdsc 's/Tcompiler="CLANG"/Tcompiler="clang"/'
refused cmake/tyto.pdsc 's/category="include"/category="headers"/'
refused cmake/tyto.pdsc 's/condition id="CPP/condition id="other/'
