#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two models in one program: under two names they live together; under one the compiler says so.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
model=$root/models/ds_cnn_s/ds_cnn_s.hpp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{ echo "// another file" && cat "$model"; } >"$work/same.hpp"
sed 's/ds_cnn_s/other/g' "$model" >"$work/other.hpp"
compile() { # compile HEADER
  printf '#include "ds_cnn_s.hpp"\n#include "%s"\nusing model = ds_cnn_s::model;\n' "$1" >"$work/main.cpp"
  "${CXX:-g++}" -std=c++20 -fsyntax-only -I "$root/include" -I "$(dirname "$model")" -I "$work" \
    "$work/main.cpp" >"$work/out" 2>&1
}
compile other.hpp || { cat "$work/out" >&2; exit 1; }
if compile same.hpp; then
  echo "two_models_test: two models of one name compile" >&2
  exit 1
fi
wanted='tyto: two model headers are called ds_cnn_s; cure: convert one with another --name'
grep -q "$wanted" "$work/out" || { head "$work/out" >&2; exit 1; }
