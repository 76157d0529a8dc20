#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/reference.sh against a mirror of files on this machine: it fetches what has the right sum,
# leaves alone what is there, and refuses what was changed or is not to be had.
set -euo pipefail

script=$(cd "$(dirname "$0")/../.." && pwd)/scripts/reference.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "reference_test: $1" >&2
  exit 1
}
mkdir -p "$work/mirror/someone/nets/HEAD/deep"
echo one >"$work/mirror/someone/nets/HEAD/deep/one.bin"
echo two >"$work/mirror/someone/nets/HEAD/two.bin"
sum() { sha256sum "$1" | cut -d ' ' -f 1; }
row() { echo "$(sum "$work/mirror/someone/nets/HEAD/$1") $2 someone/nets $1"; }
{
  echo "# a comment"
  row deep/one.bin models/one.bin
  row two.bin zoo/two.bin
} >"$work/list"

fetch() { "$script" --mirror "file://$work/mirror" --files "$work/list" "$work/to" 2>&1; }

said=$(fetch) || fail "it does not fetch: $said"
[[ $(grep -c ^fetched <<<"$said") -eq 2 ]] || fail "not two fetched: $said"
cmp "$work/to/models/one.bin" "$work/mirror/someone/nets/HEAD/deep/one.bin"
said=$(fetch) || fail "it does not find what is there: $said"
[[ $(grep -c ^there <<<"$said") -eq 2 ]] || fail "not two there: $said"

# A damaged copy is fetched anew; a changed source is refused and changes nothing.
echo damaged >"$work/to/zoo/two.bin"
said=$(fetch) || fail "it does not mend: $said"
grep -q '^fetched   zoo/two.bin$' <<<"$said" || fail "a damaged copy stays: $said"
echo changed >"$work/mirror/someone/nets/HEAD/two.bin"
rm "$work/to/zoo/two.bin"
status=0
said=$(fetch) || status=$?
[[ $status -eq 1 && ! -e $work/to/zoo/two.bin ]] || fail "a changed file is taken: $said"
grep -q 'zoo/two.bin: has SHA-256 .*, needs ' <<<"$said" || fail "of a changed file it says: $said"
rm "$work/mirror/someone/nets/HEAD/two.bin"
status=0
said=$(fetch) || status=$?
[[ $status -eq 1 ]] || fail "a file that is not to be had is no failure: $said"
grep -q 'zoo/two.bin: cannot be fetched from file://' <<<"$said" || fail "of an absent file it says: $said"
[[ $(find "$work/to" -type f | wc -l) -eq 1 ]] || fail "something is left behind: $(find "$work/to")"

# Every row of the list in the tree is one.
while read -r sum to repository path rest; do
  [[ $sum == "#"* ]] && continue
  [[ $sum =~ ^[0-9a-f]{64}$ && $to =~ ^(models|zoo)/ && $repository =~ ^[^/]+/[^/]+$ && -n $path && -z $rest ]] ||
    fail "no row: $sum $to $repository $path $rest"
done <"$(dirname "$script")/reference_files.txt"
