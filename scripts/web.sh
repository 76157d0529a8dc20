#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   web.sh [--no-install] [MODEL.hpp...]
#
# Makes the page of examples/web with the bundled models, or with the baked model headers named, in
# build/web: static files for any web server, which need a page served by https or from localhost to
# reach a microphone.
#
#   scripts/web.sh && (cd build/web && npx --yes http-server)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

if [[ ${1:-} == --no-install ]]; then shift; else scripts/install_dependencies.sh --host-only --web; fi
models=("$@")
# The first is what the page opens with.
[[ ${#models[@]} -gt 0 ]] || models=(models/ds_cnn_stream/ds_cnn_stream.hpp models/ds_cnn_s/ds_cnn_s.hpp)

# Emscripten leans on Debian's node modules, which only Debian's own node finds by itself.
export NODE_PATH=${NODE_PATH:+$NODE_PATH:}/usr/share/nodejs

out=build/web
mkdir -p "$out"
names=()
for header in "${models[@]}"; do
  name=$(basename "$header" .hpp)
  if ! grep -q "^namespace $name {" "$header"; then
    echo "web.sh: $header: no header that tyto-convert made (no namespace $name in it)" >&2
    exit 2
  fi
  names+=("\"$name\"")
  # -ffp-contract=off: the same events, to the bit, as every other target.
  em++ -std=c++20 -O3 -ffp-contract=off -fno-exceptions -fno-rtti -Wall -Wextra -Werror \
    -I include -DTYTO_WEB_MODEL="$name" -include "$header" examples/web/ears.cpp \
    -sMODULARIZE=1 -sEXPORT_ES6=1 -sENVIRONMENT=web,worker -sFILESYSTEM=0 \
    -sEXPORTED_RUNTIME_METHODS=UTF8ToString --no-entry -o "$out/$name.js"
done
(IFS=,; echo "[${names[*]}]") >"$out/models.json"
cp examples/web/*.html examples/web/*.css examples/web/[!e]*.js examples/web/ears.js "$out"
echo "$out: $(du -bc "$out"/*.wasm | tail -1 | cut -f1) bytes of WebAssembly in ${#names[@]} model(s)"
