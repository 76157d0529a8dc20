#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A test case that may skip stands in the test suite "reference": outside of it a clone with nothing
# beside it would fail.
set -euo pipefail
cd "$(dirname "$0")/../.."

# outside FILE...: the lines that skip outside of that suite; suites of a file end with it
outside() {
  awk '
    FNR == 1 { whole_file = 0 }
    /TEST_SUITE\("reference"\)/ { whole_file = 1 }
    /TEST_CASE/ { header = ""; in_header = 1 }
    in_header { header = header $0; if (/{/) in_header = 0 }
    /print_skipped\(/ && !whole_file && header !~ /test_suite\("reference"\)/ { print FILENAME ":" FNR ": " $0 }
  ' "$@"
}

mapfile -t sources < <(grep -rl --include='*.cpp' 'TEST_CASE' tests)
found=$(outside "${sources[@]}")
[[ -z $found ]] || {
  echo "skips_test: these skip outside of the test suite \"reference\":" >&2
  echo "$found" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%s\n' 'TEST_CASE("a" *' '          doctest::test_suite("reference")) {' '  print_skipped("a");' '}' \
  'TEST_CASE("b") {' '  tyto::test::print_skipped("b");' '}' >"$work/test.cpp"
[[ $(outside "$work/test.cpp") == "$work/test.cpp:6: "* ]] || {
  echo "skips_test: does not see what skips outside" >&2
  exit 1
}
echo "skips_test: ${#sources[@]} files"
