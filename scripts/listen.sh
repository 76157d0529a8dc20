#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   scripts/listen.sh MODEL [WAV | -] [OPTION...]
#
# Hears with any model: converts it, compiles tyto-listen for it into build/listen, and runs that on
# WAV (any audio file), on standard input (-: raw 16 kHz mono S16LE), or, without either, on the
# microphone. MODEL is a header that tyto-convert made, or a file that it reads (.tflite, .onnx,
# .pb): an int8 model of several words, or a wake word that streams. A wake word's manifest is found
# where it lies beside the model (NAME.json), or given by --manifest FILE.
#
# OPTIONs of tyto-convert (--labels, --front-end, --manifest, --quantize, --ranges, --stream, ...) go
# to it, the others to tyto-listen; `listen.sh MODEL --help` lists those.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/model_header.sh"

usage() {
  echo "listen.sh: $1; usage: listen.sh MODEL [WAV | -] [OPTION...]" >&2
  exit 2
}
(($# > 0)) || usage "no MODEL"
model=$1
shift
[[ -r $model && ! -d $model ]] || usage "$model cannot be read"
model=$(realpath "$model")

input=
convert_options=()
listen_options=()
manifest=
while (($# > 0)); do
  take_convert_option "$1"
  if ((taken > 0)); then
    ((taken <= $#)) || usage "$1 needs a value"
    [[ $1 != --manifest ]] || manifest=$2
    convert_options+=("${@:1:taken}")
    shift "$taken"
    continue
  fi
  if [[ -z $input && ($1 == - || ($1 != -* && ${#listen_options[@]} -eq 0)) ]]; then
    input=$1
  else
    listen_options+=("$1")
  fi
  shift
done
beside=${model%.*}.json
if [[ -z $manifest && $model != *.hpp && -r $beside ]] && grep -q '"probability_cutoff"' "$beside"; then
  convert_options+=(--manifest "$beside")
fi

"$root/scripts/install_dependencies.sh" --host-only >&2
build=$root/build/listen
model_header "$model" "$build" "${convert_options[@]}" || exit 2
work=$build/$name
check_listens "$work/$name.hpp" "$model"
program=$work/tyto-listen

# Compiled for this machine alone, and only for another header or other sources.
stamp=$(cat "$work/$name.hpp" "$root"/examples/listen/* | sha256sum)
if [[ ! -x $program || $stamp != "$(cat "$work/stamp" 2>/dev/null)" ]]; then
  rm -f "$work/stamp"
  g++ -std=c++20 -O2 -march=native -I "$root/include" -I "$work" -DTYTO_MODEL="$name" \
    -DTYTO_MODEL_HEADER="\"$name.hpp\"" "$root/examples/listen/main.cpp" -o "$program" \
    -lfmt -lsndfile -lsamplerate >"$work/build.log" 2>&1 || {
    grep -m 3 -o 'tyto: .*' "$work/build.log" >&2 || tail -n 40 "$work/build.log" >&2
    echo "listen.sh: no listening with $model; the compiler's log is $work/build.log" >&2
    exit 2
  }
  echo "$stamp" >"$work/stamp"
fi

if [[ -z $input && " ${listen_options[*]} " != *" --help "* ]]; then
  command -v arecord >/dev/null || usage "no WAV, and no arecord for the microphone"
  arecord -q -t raw -f S16_LE -r 16000 -c 1 | "$program" - "${listen_options[@]}"
else
  exec "$program" ${input:+"$input"} "${listen_options[@]}"
fi
