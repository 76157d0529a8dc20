#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   bench_table_test.sh TYTO_BENCH_TABLE
#
# The table has the right numbers in the right places, and refuses files that do not fit.
set -euo pipefail
export LC_ALL=C.UTF-8

table=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# has FILE LINE: the line is in it, whatever the spaces.
has() {
  tr -s ' ' <"$1" | grep -Fxq -- "$2" || fail "$1 has no line '$2':" "$(cat "$1")"
}

# refused MESSAGE ARGUMENT...
refused() {
  local message=$1 status=0
  shift
  "$table" "$@" >output 2>error || status=$?
  [[ $status -eq 2 ]] || fail "status $status, not 2, of: $*"
  grep -Fq -- "$message" error || fail "refused, but not with '$message': $(cat error)"
}

# As Google Benchmark writes it, rows in the order they happened to run.
cat >times.json <<'END'
{"context": {"compiler": "GNU", "flags": "-O2", "date": "today"}, "benchmarks": [
  {"family_index": 3, "run_name": "network/plain loops/int8", "aggregate_name": "min",
   "cpu_time": 90000.0, "time_unit": "ns", "macs": 1000.0},
  {"family_index": 2, "run_name": "network/tyto neon/int8", "aggregate_name": "min",
   "cpu_time": 30000.0, "time_unit": "ns", "macs": 1000.0},
  {"family_index": 2, "run_name": "network/tyto neon/int8", "aggregate_name": "mean",
   "cpu_time": 77000.0, "time_unit": "ns", "macs": 1000.0},
  {"family_index": 0, "run_name": "conv_1/tyto neon/int8", "aggregate_name": "min",
   "cpu_time": 2.0, "time_unit": "us", "macs": 500.0},
  {"family_index": 1, "run_name": "network/tyto neon/float32", "aggregate_name": "min",
   "cpu_time": 45000.0, "time_unit": "ns", "macs": 1000.0}]}
END
printf 'before\n<!-- host: begin -->\nold\n<!-- host: end -->\nafter\n' >page.md
"$table" times times.json --note machine=mine --json out.json --update page.md --section host >text
has text '- machine: mine'
has text '| tyto neon | 30.0 | 1.00× | 45.0 | 1.00× | 1.50× |'
has text '| plain loops | 90.0 | 3.00× | | | 3.00× |'
has text '| conv_1 | 500 | 2.00 | | |'
has text '| network | 1000 | 30.0 | 90.0 | 3.00× |'
{ printf 'before\n<!-- host: begin -->\n\n' && cat text && printf '<!-- host: end -->\nafter\n'; } >wanted.md
diff -u wanted.md page.md || fail "the page was not updated like this"
grep -q '"time_us": 30.0' out.json || fail "out.json lacks a time"
refused "has no lines '<!-- a7: begin -->'" times times.json --update page.md --section a7
refused "absent.json: cannot be read" times absent.json
echo '| a | b |' >table
"$table" text table --update page.md --section host >text
has page.md '| a | b |'

cat >rows.json <<'END'
{"context": {"compiler": "GNU", "flags": "-O2"}, "rows": [
  {"region": 1, "name": "empty"},
  {"region": 2, "name": "network/tyto neon/int8", "macs": 1000},
  {"region": 3, "name": "network/XNNPACK/int8", "macs": 1000}]}
END
counts() { # counts UNKNOWN REGION
  cat <<END
{"regions": [
  {"region": 1, "instructions": 10, "neon": 0, "issue_cycles": 8, "width_cycles": 8, "operand_cycles": 9},
  {"region": 2, "instructions": 1000010, "neon": 900000, "issue_cycles": 2000008, "width_cycles": 2500008, "operand_cycles": 4000009},
  {"region": $2, "instructions": 3000010, "neon": 1500000, "issue_cycles": 3000008, "width_cycles": 2500008, "operand_cycles": 5000009}],
 "unknown_encodings": [$1]}
END
}
counts "" 3 >counts.json
"$table" counts rows.json counts.json >text
has text '| tyto neon int8 | 1.000 M | 1.00× | 90 | 2.000 M | 1.00× | 2.500 M | 1.00× | 4.000 M | 1.00× | 1000.000 | 2000.000 |'
has text '| XNNPACK int8 | 3.000 M | 3.00× | 50 | 3.000 M | 1.50× | 2.500 M | 1.00× | 5.000 M | 1.25× | 3000.000 | 3000.000 |'
has text '| network | 1000 | 1000 | 3000 | 3.00× |'
cat >networks.json <<'END'
{"context": {"compiler": "GNU"}, "rows": [
  {"region": 1, "name": "empty"},
  {"region": 2, "name": "small/tyto neon/int8", "macs": 1000},
  {"region": 3, "name": "large/tyto neon/int8", "macs": 2000}]}
END
"$table" growth networks.json counts.json >text
has text '| small | 0.001 M | 1.000 M | 1000.000 | 1.00× | 2.000 M | 2000.000 | 1.00× |'
has text '| large | 0.002 M | 3.000 M | 1500.000 | 1.50× | 3.000 M | 1500.000 | 0.75× |'
counts '{"encoding": "ffff ffff", "address": 4, "times": 1}' 3 >counts.json
refused "the counter does not know the encoding ffff ffff" counts rows.json counts.json
counts "" 4 >counts.json
refused "row network/XNNPACK/int8 was not counted" counts rows.json counts.json
echo "tyto-bench-table: prints and refuses what it should"
