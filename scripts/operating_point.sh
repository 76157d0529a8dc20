#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   operating_point.sh CLIPS [OPTION...]
#
# How often the bundled detector misses a keyword, and how often it hears one where there is none.
# CLIPS is a folder with a folder a keyword (yes, no, ...) of recordings of that one word. The audio
# without keywords is what any Debian machine can have: telephone prompts (asterisk-core-sounds-en-wav,
# less those that say a keyword: operating_point_exclude.txt), an audio book (pocketsphinx-testdata),
# and noise made on the spot: over an hour. OPTIONs go to tyto-operate (--rate, --hop, --average,
# --html, --json, --noise, and --negatives for more audio).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

if [[ $# -eq 0 || $1 == -* ]]; then
  echo "usage: $0 CLIPS [OPTION...]: CLIPS has a folder of recordings for each keyword" >&2
  exit 2
fi
clips=$1
shift

"$root/scripts/install_dependencies.sh" --host-only --speech >&2

build=$root/build/operate
mkdir -p "$build"
{
  cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_BENCH=OFF -DTYTO_BUILD_EXAMPLES=OFF
  cmake --build "$build" --target tyto-operate
} >"$build/build.log" 2>&1 || {
  tail -n 40 "$build/build.log" >&2
  echo "operating_point.sh: the build failed; its log is $build/build.log" >&2
  exit 1
}

exec "$build/tools/operate/tyto-operate" --clips "$clips" \
  --negatives /usr/share/asterisk/sounds/en_US_f_Allison \
  --negatives /usr/share/pocketsphinx/test/data/librivox \
  --exclude "$root/scripts/operating_point_exclude.txt" --noise 45 "$@"
