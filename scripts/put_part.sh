#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   put_part.sh DOCUMENT PART
#
# Puts standard input between the lines <!-- PART: begin --> and <!-- PART: end --> of a document.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
document=$1 begin="<!-- $2: begin -->" end="<!-- $2: end -->"
for mark in "$begin" "$end"; do
  [[ $(grep -Fxc -- "$mark" "$document") -eq 1 ]] || {
    echo "put_part.sh: $document has not one line '$mark'" >&2
    exit 2
  }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/part"
awk -v begin="$begin" -v end="$end" -v part="$work/part" '
  $0 == end { inside = 0 }
  !inside { print }
  $0 == begin { inside = 1; while ((getline line < part) > 0) print line }' "$document" >"$work/whole"
cp "$work/whole" "$document"
