#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tyto-listen as a user calls it. Takes the program's path.
set -euo pipefail

listen=$1
speech=/usr/share/pocketsphinx/test/data/goforward.raw # "go forward ten meters"
left=/usr/share/sounds/alsa/Front_Left.wav             # "front left", 48 kHz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "listen_test: $1" >&2
  exit 1
}

# heard PATTERN INPUT [OPTION...]: one line of the output matches; standard input is $stdin
stdin=/dev/null
heard() {
  local pattern=$1
  shift
  "$listen" "$@" <"$stdin" >"$work/out" 2>"$work/err" || fail "$* failed: $(cat "$work/err")"
  grep -Eq "$pattern" "$work/out" || fail "$*: no line matches $pattern in: $(cat "$work/out")"
}

# refused PATTERN INPUT [OPTION...]: exit status 2 and one line that matches
refused() {
  local pattern=$1 status=0
  shift
  "$listen" "$@" <"$stdin" >"$work/out" 2>"$work/err" || status=$?
  [[ $status -eq 2 ]] || fail "$*: exit status $status, not 2"
  grep -Eq "$pattern" "$work/err" || fail "$*: $(cat "$work/err") does not match $pattern"
}

heard '^ +[0-9.]+ s +left +0\.[0-9]+$' "$left"
heard '^1 keyword heard in 1\.5 s of audio$' "$left"
heard '^\{"time_s":[0-9.]+,"label":"left","score":0\.[0-9]+\}$' "$left" --json
[[ $(wc -l <"$work/out") -eq 1 ]] || fail "--json prints more than the detection"
heard 'no keyword heard' "$left" --strictness 8
heard 'left' "$left" --hop 40
heard 'left' "$left" --average 400
heard '^Exit status: 0 ' --help
! grep -Eq 'FLOAT|INT| in [[{]' "$work/out" || fail "--help speaks of types: $(cat "$work/out")"

stdin=$speech
heard 'no keyword heard in 2.8 s' -
heard ' go +0\.' - --hop 20 --average 300 --strictness -3
cp "$work/out" "$work/raw"

# a WAV header before the samples, as arecord writes it, is not heard
size=$(stat -c %s "$speech")
le32() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x00"; }
wav_header() { # wav_header RATE
  printf 'RIFF'
  le32 $((size + 36))
  printf 'WAVEfmt '
  le32 16
  printf '\x01\x00\x01\x00'
  le32 "$1"
  le32 $(($1 * 2))
  printf '\x02\x00\x10\x00data'
  le32 "$size"
}
{ wav_header 16000 && cat "$speech"; } >"$work/stream.wav"
stdin=$work/stream.wav
heard ' go +0\.' - --hop 20 --average 300 --strictness -3
cmp "$work/out" "$work/raw" || fail "a WAV header on standard input changes what is heard"
# behind the samples of a file another chunk may stand; a length of 0 says that it is not known
{ cat "$work/stream.wav" && printf 'LIST\x08\x00\x00\x00\xff\x7f\xff\x7f\xff\x7f\xff\x7f'; } >"$work/list.wav"
stdin=$work/list.wav
heard ' go +0\.' - --hop 20 --average 300 --strictness -3
cmp "$work/out" "$work/raw" || fail "a chunk behind the samples is heard"
{ head -c 40 "$work/stream.wav" && printf '\0\0\0\0' && cat "$speech"; } >"$work/unknown.wav"
stdin=$work/unknown.wav
heard ' go +0\.' - --hop 20 --average 300 --strictness -3
cmp "$work/out" "$work/raw" || fail "a WAV of unknown length is not heard to its end"
{ head -c 20 "$work/stream.wav" && printf '\x02\x00' && tail -c +23 "$work/stream.wav"; } >"$work/adpcm.wav"
stdin=$work/adpcm.wav
refused 'standard input: is WAV of coding 2; a stream must be PCM' -
{ wav_header 8000 && cat "$speech"; } >"$work/stream8.wav"
stdin=$work/stream8.wav
refused 'standard input: is WAV of 8000 Hz, 1 channels, 16 bits; a stream must be 16000 Hz' -
head -c 30 "$work/stream.wav" >"$work/cut.wav"
stdin=$work/cut.wav
refused 'standard input: its WAV header ends before the samples begin' -

{ cat "$speech" && printf 'x'; } >"$work/odd"
stdin=$work/odd
heard ' go +0\.' - --hop 20 --average 300 --strictness -3
grep -q 'ends in half a sample' "$work/err" || fail "half a sample at the end goes unnoticed"
stdin=/dev/null
heard 'no keyword heard in 0.0 s' -

# several files are one recording; the picture has a mark an event
heard '^2 keywords heard in 3\.0 s of audio$' "$left" "$left" --svg "$work/heard.svg"
[[ $(grep -c '<text .*bold">left 0\.' "$work/heard.svg") -eq 2 ]] || fail "the picture does not show two words"
grep -q '<path d="M0 ' "$work/heard.svg" || fail "the picture has no waveform"
refused '/absent/heard.svg: cannot be written' "$left" --svg /absent/heard.svg
refused 'standard input, needed alone' - "$left"

# on a terminal the level, the spectrum and the posteriors live
if command -v script >/dev/null; then
  script -qec "'$listen' '$left'" "$work/terminal" >/dev/null </dev/null
  grep -aq 'dBFS |.*[▁▂▃▄▅▆▇█]' "$work/terminal" || fail "no spectrum on a terminal"
  grep -aq 'left[▁▂▃▄▅▆▇█] ' "$work/terminal" || fail "no posteriors on a terminal"
fi

refused 'absent.wav: cannot be read as audio' absent.wav
echo "this is no audio" >"$work/text.wav"
refused 'text.wav: cannot be read as audio' "$work/text.wav"
refused 'hop' "$left" --hop 5
refused 'strictness' "$left" --strictness 20
refused 'average 2000 is too long for this hop: needed at most 32 runs of the network; cure' \
  "$left" --hop 20 --average 2000
refused 'input' --json
echo "listen_test: passed"
