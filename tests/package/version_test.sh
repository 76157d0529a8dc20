#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The version stands once, in include/tyto/config.hpp; every file of a package manager states the same,
# is well formed as far as a tool here can tell, and names files that are there.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(awk '/#define TYTO_VERSION_(MAJOR|MINOR|PATCH) / { v = v (v == "" ? "" : ".") $3 } END { print v }' \
  include/tyto/config.hpp)
status=0
# states FILE COUNT PATTERN: COUNT lines match PATTERN, with the version in it
states() {
  local count
  count=$(grep -Ec -- "$3" "$1" || true)
  if [[ $count -ne $2 ]]; then
    echo "version_test: $1: $count lines match \"$3\", needed are $2 (config.hpp says $version)" >&2
    status=1
  fi
}
v=${version//./\\.}
states library.json 1 "^  \"version\": \"$v\",$"
states library.properties 1 "^version=$v$"
states idf_component.yml 1 "^version: \"$v\"$"
states conanfile.py 1 "^    version = \"$v\"$"
states vcpkg.json 1 "^  \"version\": \"$v\",$"
states cmake/tyto.pdsc 1 "<release version=\"$v\" "
states cmake/tyto.pdsc 3 " Cversion=\"$v\" "
states CHANGELOG.md 1 "^## $v"

while read -r name; do
  [[ -e $name ]] || {
    echo "version_test: cmake/tyto.pdsc names $name, which is not there" >&2
    status=1
  }
done < <(sed -n 's/.*<file [^>]*name="\([^"]*\)".*/\1/p; s/.*<license>\(.*\)<\/license>.*/\1/p' cmake/tyto.pdsc)
if command -v xmllint >/dev/null; then xmllint --noout cmake/tyto.pdsc || status=1; fi
if command -v python3 >/dev/null; then python3 -c 'import ast; ast.parse(open("conanfile.py").read())' || status=1; fi
exit "$status"
