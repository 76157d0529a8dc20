#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   script_test.sh TYTO_CONVERT
#
# What scripts/operate.sh refuses before it compiles anything; program_test.sh is for the program.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TYTO_CONVERT=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# refused PATTERN ARGUMENT...: exit status 2 and one line that matches
refused() {
  local pattern=$1 status=0
  shift
  scripts/operate.sh "$@" >"$work/out" 2>"$work/err" || status=$?
  if [[ $status -ne 2 || -s $work/out || $(wc -l <"$work/err") -ne 1 ]] ||
    ! grep -Eq -- "$pattern" "$work/err"; then
    echo "script_test: operate.sh $*: exit status $status, expected 2 and a line with $pattern:" >&2
    cat "$work/err" >&2
    exit 1
  fi
}
int8=models/ds_cnn_s/ds_cnn_s_int8.tflite
refused 'operate.sh: no MODEL; usage: '
refused 'operate.sh: absent.tflite cannot be read; usage: ' absent.tflite --noise 1
refused 'tyto-convert: .*absent.txt: cannot be read' $int8 --labels absent.txt --noise 1
refused 'ds_cnn_s_int8.tflite: cannot stream: layer conv_1' $int8 --stream --noise 1
refused 'ds_cnn_s_int8.tflite: says no front end.*cure: --front-end' $int8 --noise 1
refused 'ds_cnn_s_int8.tflite: has no labels; cure: --labels' $int8 --front-end tyto_480_320
grep -q 'tyto-operate for any keyword model' < <(scripts/operate.sh --help)
echo "script_test: passed"
