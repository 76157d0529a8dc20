#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   program_test.sh TYTO_OPERATE
#
# The program from end to end on a second of sound, and what it says to bad input.
set -euo pipefail
operate=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$1" >&2
  exit 1
}

# wav FILE: one second of silence, 16 kHz mono
wav() {
  {
    printf 'RIFF\x24\x7d\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00'
    printf '\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x7d\x00\x00'
    head -c 32000 /dev/zero
  } >"$1"
}
mkdir -p clips/yes clips/_unknown_ negatives/spoken wrong/maybe empty
wav clips/yes/1.wav
wav clips/_unknown_/1.wav
wav 'negatives/<b>&amp; quiet.wav'
wav negatives/yes.wav
wav negatives/spoken/no.wav
wav wrong/maybe/1.wav
printf '# said\nyes # a keyword\nspoken/\n' >exclude.txt

out=$("$operate" --clips clips --negatives negatives --exclude exclude.txt --html page.html)
grep -Eq '^  in silence +1 +0$' <<<"$out" || fail "no such count in: $out"
grep -q '^2 recordings left out' <<<"$out" || fail "exclusions not counted in: $out"
grep -q '^mean, hop 100 ms, average 500 ms:' <<<"$out" || fail "no table of the rule of means: $out"
grep -q '^ratio, hop 100 ms, average 600 ms:' <<<"$out" || fail "no table of ratios: $out"
grep -q '^- ratio, a threshold a keyword' <<<"$out" || fail "nothing chosen: $out"
grep -Eq 'false accepts an hour +0.0' <<<"$out" || fail "silence fires: $out"
grep -q '^<!DOCTYPE html>' page.html || fail "page.html is no page"
grep -q '<polyline points=' page.html || fail "page.html has no curve"
grep -q '<th>missed in silence</th>' page.html || fail "page.html does not name the surroundings"
[[ ! -e page.html.tmp ]] || fail "page.html.tmp was left"

"$operate" --clips clips --negatives 'a<b=negatives/<b>&amp; quiet.wav' --json --html page.html \
  --write point.json >out.json
grep -q '"missed": 1' out.json || fail "no missed clip in out.json"
grep -q 'a&lt;b' page.html || fail "a name in page.html is not escaped"
grep -q '"rule": "log_ratio"' point.json || fail "no rule in point.json"
grep -q '"yes": ' point.json || fail "no threshold of yes in point.json"

# Every curve that was asked for; a clip in noise beside the one in silence.
out=$("$operate" --clips clips --noise 2 --inside noise@10 --rule ratio --average 400,600 \
  --hop 60,100 --release 0.35,0.5 --refractory 500,1000 --rate 0,5)
[[ $(grep -c '^ratio, hop' <<<"$out") -eq 16 ]] || fail "not 16 curves: $out"
grep -Eq '^  in noise 10 dB +1 +0$' <<<"$out" || fail "no clip in noise: $out"

"$operate" --help >help
grep -q '^Exit status: 0 ' help || fail "no exit status in --help"
! grep -Eq 'TEXT|FLOAT|INT| in [[{]' help || fail "--help speaks of types: $(cat help)"

# refuse WHAT-IT-SAYS ARGUMENT...: exit status 2 and one line
refuse() {
  local says=$1 status=0
  shift
  "$operate" "$@" >out 2>err || status=$?
  [[ $status -eq 2 && ! -s out ]] || fail "status $status for: $*"
  [[ $(wc -l <err) -eq 1 ]] || fail "not one line for: $*: $(cat err)"
  grep -q -- "$says" err || fail "does not say \"$says\" for: $*: $(cat err)"
}
refuse 'nowhere: no such folder; needed: one with a folder a keyword (yes no' --clips nowhere --noise 1
refuse '"maybe" is no label of the model; its keywords are: yes no' --clips wrong --noise 1
refuse 'empty: holds no folder of a keyword' --clips empty --noise 1
refuse 'there is no audio without keywords; needed: --negatives or --noise' --clips clips
refuse 'nowhere: no such file or folder' --clips clips --negatives nowhere
refuse 'empty: holds no audio file' --clips clips --negatives empty
refuse 'exclude.txt: cannot be read as audio: unknown format' --clips clips --negatives exclude.txt
refuse 'nowhere: cannot be read; needed: names, one a line' --clips clips --noise 1 --exclude nowhere
refuse '--hop 30: needed a multiple of the model.s frame of 20 ms, up to 49 of them' \
  --clips clips --noise 1 --hop 30
refuse 'nowhere/page.html: cannot be written' --clips clips --negatives negatives --html nowhere/page.html
refuse '--inside music@10: needed KIND@DECIBELS, such as noise@10, of a kind that there is: noise' \
  --clips clips --noise 1 --inside music@10
refuse '--inside noise: needed KIND@DECIBELS' --clips clips --noise 1 --inside noise
refuse 'needed at most 32 runs of the network in the average' \
  --clips clips --noise 1 --average 5000 --rule ratio
refuse 'the rule of means averages over at most 16 runs' --clips clips --noise 1 --average 1700 --rule mean
[[ ! -e nowhere ]] || fail "something was written"
echo "tyto-operate does what it should"
