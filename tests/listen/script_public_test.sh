#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   script_public_test.sh TYTO_CONVERT REFERENCE
#
# scripts/listen.sh with a public wake word and a manifest beside it.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TYTO_CONVERT=$1
reference=$2
model=$reference/zoo/v2_okay_nabu.tflite
if [[ ! -r $model ]]; then
  echo "SKIPPED: no reference material at $reference (listening with a wake word)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$model" "$work/listened_okay_nabu.tflite"
echo '{"wake_word": "Okay Nabu", "version": 2, "micro": {"probability_cutoff": 0.85,
  "sliding_window_size": 5, "feature_step_size": 10}}' >"$work/listened_okay_nabu.json"
second_of_silence() { head -c 32000 /dev/zero; }
for name in okay_nabu_1 okay_nabu_2 hey_jarvis_1; do
  heard=$({ second_of_silence && tail -c +45 "$reference/micro_frontend/$name.wav"; } |
    scripts/listen.sh "$work/listened_okay_nabu.tflite" - --json | grep -c listened_okay_nabu || true)
  [[ $name == okay_nabu* && $heard -eq 1 || $name == hey* && $heard -eq 0 ]] || {
    echo "script_public_test: $name: heard $heard times" >&2
    exit 1
  }
done
grep -q -- '--cutoff .*0.85' < <(scripts/listen.sh "$work/listened_okay_nabu.tflite" --help) || {
  echo "script_public_test: --help does not show the manifest's cut-off" >&2
  exit 1
}
echo "script_public_test: passed"
