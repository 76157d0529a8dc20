#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   operating_point.sh CLIPS [OPTION...]
#
# How often the bundled detector (ds_cnn_stream) misses a keyword, and how often it hears one where
# there is none, by either rule that decides, on the same audio. CLIPS is a folder with a folder a keyword (yes,
# no, ...) of recordings of that one word. The audio without keywords is what any Debian machine can
# have, over seven hours: scripts/negatives.sh, less the prompts that say a keyword
# (operating_point_exclude.txt), and an hour of noise made on the spot. OPTIONs go to tyto-operate
# (--rate, --inside, --hop, --average, --html, --json, --write).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
root=$(cd "$(dirname "$0")/.." && pwd)

if [[ $# -eq 0 || $1 == -* ]]; then
  echo "usage: $0 CLIPS [OPTION...]: CLIPS has a folder of recordings for each keyword" >&2
  exit 2
fi
exec "$root/scripts/operate.sh" "$root/models/ds_cnn_stream/ds_cnn_stream.hpp" --operating-mix "$@"
