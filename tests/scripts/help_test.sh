#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   help_test.sh PROGRAM...
#
# A tool's --help can be read: no type names of the command-line library, examples, exit status; and
# an option that it does not have is refused in one line that points there, with exit status 2.
set -euo pipefail

for program; do
  name=$(basename "$program")
  help=$("$program" --help)
  for wanted in "^Examples:" "^  $name " "^Exit status: 0 "; do
    grep -q -- "$wanted" <<<"$help" || {
      echo "help_test: $name --help has no line like \"$wanted\"" >&2
      exit 1
    }
  done
  if grep -E 'ENUM|value in \{|->|TEXT' <<<"$help"; then
    echo "help_test: $name --help speaks of its library's types, above" >&2
    exit 1
  fi
  status=0
  said=$("$program" --no-such-option 2>&1) || status=$?
  if [[ $status -ne 2 || $(wc -l <<<"$said") -ne 1 || $said != "$name: "*"$name --help"* ]]; then
    echo "help_test: $name --no-such-option: exit $status: $said" >&2
    exit 1
  fi
done
