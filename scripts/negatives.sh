#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   negatives.sh [FOLDER]
#
# Hours of audio without the bundled model's keywords, from Debian's packages alone, and a list of
# it for tyto-operate: FOLDER/list.txt (FOLDER: build/negatives), a KIND=PATH a line.
#
#   human      telephone prompts in five languages (asterisk-core-sounds-*-wav), game voices that
#              speak no English (hedgewars-data), a minute of audio book (pocketsphinx-testdata)
#   synthetic  espeak-ng and flite read licences; sentences with a keyword are left out
#   music      asterisk-moh-opsound-wav, hedgewars-data, frozen-bubble-data, neverball-data
#
# Letters and syllables said one by one (klettres-data) are not among them: "no", "go", "on" are
# syllables of many languages.
#
# What tyto-operate finds on one half it reports on the other; a recording's half follows from its
# name (tools/operate/recordings.hpp). Noise is made by tyto-operate itself.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/build/negatives}

"$root/scripts/install_dependencies.sh" --host-only --negatives >&2
mkdir -p "$folder/synthetic"

# Sentences of licences, a line each, without a keyword or a word that sounds like one.
sentences=$folder/sentences.txt
cat /usr/share/common-licenses/{GPL-3,Apache-2.0,GFDL-1.3,MPL-2.0,LGPL-2.1,Artistic,GPL-1,MPL-1.1} |
  tr '\n\t' '  ' | tr -s ' *=_-' | sed -E 's/([.;:]) /\1\n/g; s/[^A-Za-z0-9 .,;:\n]//g' |
  grep -viE '\b(yes|no|know|knows|up|down|left|right|rights|write|on|off|of f|stop|go|goes)\b' |
  awk 'length($0) > 20' >"$sentences"
lines=$(wc -l <"$sentences")

# read_aloud VOICE NUMBER COMMAND...: files of twelve sentences, each voice from another place on.
voices=16
read_aloud() {
  local voice=$1 number=$2 file=0 from
  shift 2
  for ((from = number * lines / voices; file < 7; ++file, from += 12)); do
    local out=$folder/synthetic/${voice}_$(printf %03d $file).wav
    [[ -s $out ]] && continue
    for i in {0..11}; do sed -n "$(((from + i) % lines + 1))p" "$sentences"; done >"$out.txt"
    "$@" "$out.txt" "$out.tmp" </dev/null >/dev/null 2>&1
    mv "$out.tmp" "$out"
    rm "$out.txt"
  done
}
espeak() { espeak-ng -v "$1" -s "$2" -p "$3" -f "$4" -w "$5"; }
flite_voice() { flite -voice "$1" -f "$2" -o "$3"; }

number=0
for voice in "en-us 160 50" "en-gb 150 40" "en-gb-scotland 140 60" "en-us+f3 170 55" "en-gb+m3 155 35" \
  "en-us+f5 180 70" "en-029 150 45" "en-gb-x-rp+f2 145 50" "de 150 50" "fr 150 45" "pl 140 40"; do
  read -r name speed pitch <<<"$voice"
  read_aloud "${name//+/_}" $number espeak "$name" "$speed" "$pitch"
  number=$((number + 1))
done
for voice in kal awb kal16 rms slt; do
  read_aloud "flite_$voice" $number flite_voice "$voice"
  number=$((number + 1))
done

games=/usr/share/games
{
  for voice in en_US_f_Allison es_MX_f_Allison fr_CA_f_June it_IT_m_Carlo ru_RU_f_IvrvoiceRU; do
    echo "human=/usr/share/asterisk/sounds/$voice"
  done
  for voice in Default_pl Default_ru Default_uk Russian Russian_pl; do
    echo "human=$games/hedgewars/Data/Sounds/voices/$voice"
  done
  echo "human=/usr/share/pocketsphinx/test/data/librivox"
  echo "synthetic=$folder/synthetic"
  echo "music=/usr/share/asterisk/moh"
  echo "music=$games/hedgewars/Data/Music"
  echo "music=$games/neverball/bgm"
  echo "music=$games/frozen-bubble/snd"
} >"$folder/list.txt"
echo "$folder/list.txt"
