#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   web_test.sh TYTO_LISTEN REFERENCE_FOLDER
#
# The page of examples/web in a browser against the native program. Exit status 77: skipped, for what
# it needs is not installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/../..
listen=$1
reference=$2

for program in em++ chromedriver node sox; do
  command -v "$program" >/dev/null || {
    echo "SKIPPED: no $program; scripts/install_dependencies.sh --web installs it"
    exit 77
  }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$tree/scripts/web.sh" --no-install

wavs=()
add() { # add NAME INPUT...: joined, at 16 kHz, dithered by nobody
  sox -D "${@:2}" -r 16000 -c 1 -b 16 "$work/$1.wav" pad 0.3 0.7
  wavs+=("$work/$1.wav")
}
add front_left_right /usr/share/sounds/alsa/Front_{Left,Right}.wav
if [[ -d $reference/speech ]]; then
  for word in yes stop down go; do
    clips=("$reference/speech/$word"/*.wav)
    add "$word" "${clips[@]:0:6}"
  done
else
  echo "SKIPPED: words of $reference/speech"
fi
node "$here/web_test.mjs" "$tree/build/web" "$listen" "$work" "${wavs[@]}"
[[ -z ${TYTO_WEB_SCREENSHOT:-} ]] || cp "$work/page.png" "$TYTO_WEB_SCREENSHOT"
