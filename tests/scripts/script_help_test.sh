#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every script has a --help that says how to call it and how it ends, and refuses an option that is not
# in there, in one line; neither does anything else, and takes no time.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  echo "script_help_test: $1" >&2
  exit 1
}
count=0
for script in scripts/*.sh; do
  [[ -x $script ]] || continue # sourced by others
  name=$(basename "$script")
  help=$(timeout 10 "$script" --help </dev/null) || fail "$name --help: exit status $?"
  grep -qE "^ +(scripts/)?$name" <<<"$help" || fail "$name --help does not say how to call it"
  grep -q "^Exit status: 0 " <<<"$help" || fail "$name --help does not say how it ends"
  status=0
  said=$(timeout 10 "$script" --no-such-option </dev/null 2>&1) || status=$?
  [[ $status == 2 && $said == "$name: unknown option --no-such-option; $name --help lists what there is" ]] ||
    fail "$name --no-such-option: exit status $status: $said"
  count=$((count + 1))
done
echo "script_help_test: $count scripts"
