#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the documents link to in the tree is there.
set -euo pipefail
cd "$(dirname "$0")/../.."

status=0
while read -r document; do
  while read -r link; do
    if [[ ! -e $(dirname "$document")/$link ]]; then
      echo "links_test: $document: $link: no such file" >&2
      status=1
    fi
  done < <(awk '/^```/ { code = !code } !code' "$document" | grep -oE '\]\([^)# ]+' | sed 's/^](//' |
    grep -vE '^(https?|mailto):' || true)
done < <(git ls-files '*.md')
exit "$status"
