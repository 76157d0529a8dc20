#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   two_core_test.sh
#
# Both cores in their emulators, by scripts/two_core.sh: a spoken word is heard, faults of the line
# are counted and survived, and nothing is left running. Skipped where an emulator or a cross
# compiler is not installed.
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "$0")/../.." && pwd)
speech=/usr/share/sounds/alsa/Front_Left.wav

for tool in qemu-system-arm qemu-arm arm-none-eabi-g++ arm-linux-gnueabihf-g++; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: no $tool on this machine (two cores in emulators)"
    exit 77
  fi
done

fail() {
  echo "two_core_test: $1" >&2
  exit 1
}

# expect PATTERN COUNT: so many lines of $heard match
expect() {
  local count
  count=$(grep -Ec -- "$1" <<<"$heard" || true)
  [[ $count -eq $2 ]] || fail "$count lines match \"$1\", not $2: $heard"
}

heard=$("$root/scripts/two_core.sh" "$speech")
expect '^  A7   event left  score 0\.[0-9]{6} at [12]\.[0-9]{3} s, lamps kkwk$' 3
expect '^  A7   event' 3
expect '^  M4F  event left ' 1
expect '^  M4F  event' 1
expect '^  M4F  front core: 1[0-9]{2} frames, stack [0-9]+ bytes$' 2
expect '^  A7   line: 1[0-9]{2} frames, 0 lost, 0 repeated, 0 corrupted, 0 restarts, 0 refused$' 2
expect '^Two cores \((linux|bare)\): the same events, byte for byte: 1$' 2

# Packets 0 to 2 are the start, packet 3 + i is frame i. The last line a core says has the totals.
heard=$("$root/scripts/two_core.sh" --fault drop:0 --fault flip:1 --fault drop:30 --fault flip:60 \
  --fault repeat:70 --fault cut:90 --fault drop:91 "$speech")
expect '^  A7   event left ' 3
expect '^  A7   event' 3
totals='lost, 1 repeated, 3 corrupted, 0 restarts, 0 refused'
expect "^  A7   line: 1[0-9]{2} frames, 4 $totals\$" 2

# Ended in the middle, it ends what it started.
mark=$(mktemp -d)
trap 'rm -rf "$mark"' EXIT
cp "$speech" "$mark/speech.wav"
many=()
for _ in {1..40}; do
  many+=("$mark/speech.wav")
done
TMPDIR=$mark "$root/scripts/two_core.sh" "${many[@]}" >"$mark/out" 2>&1 &
script=$!
for _ in {1..300}; do
  if [[ -n $(find "$mark" -name front.txt) ]]; then break; fi
  sleep 0.1
done
kill -TERM "$script"
wait "$script" 2>/dev/null && fail "it was ended, and says that all is well"
left=$(grep -alE "qemu-(system-)?arm" /proc/[0-9]*/cmdline 2>/dev/null |
  while read -r process; do
    if [[ $(readlink "$(dirname "$process")/cwd") == "$mark"/* ]]; then echo "$process"; fi
  done || true)
[[ -z $left ]] || fail "left running: $left"
[[ -z $(find "$mark" -mindepth 1 -maxdepth 1 -type d) ]] || fail "its folder is left"
echo "two_core_test: passed"
