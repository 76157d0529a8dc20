#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   amalgamate.sh [FOLDER]
#
# Joins the library into one header, FOLDER/tyto/tyto.hpp (build/single without FOLDER): what a baked
# model includes, so that this file and the model are all that a project copies. Kernels of every ISA
# are in it; the preprocessor picks, as in the tree. With TYTO_WITH_DISPATCH defined before it is
# included, it brings arch/dispatch.hpp as well.
#
# A header stands in it where it is first included, once, but a header that an #if picks may stand in
# several branches of it. It has the #include lines of the standard library, and a line `// ---- NAME`
# above each header of ours.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."

folder=${1:-build/single}
mkdir -p "$folder/tyto"
out=$folder/tyto/tyto.hpp
part=$(mktemp "$out.XXXXXX")
trap 'rm -f "$part"' EXIT

awk -v include=include '
  # Whether `name` stands already in this branch of the #ifs or around it: paths look like
  # "/3.1/7.2/", the number of an #if and of the branch.
  function stands(name,    i, n, paths) {
    n = split(placed[name], paths, " ")
    for (i = 1; i <= n; ++i) if (index(path, paths[i]) == 1) return 1
    return 0
  }
  function guard(name) { gsub(/[^A-Za-z0-9]/, "_", name); return "TYTO_SINGLE_" toupper(name) }

  function emit(name,    file, line, text, state) {
    text = name ~ /\.inc$/  # stands wherever it is included
    if (!text) {
      if (stands(name)) return
      placed[name] = placed[name] " " path
    }
    file = include "/" name
    print "// ---- " name
    if (!text) { print "#ifndef " guard(name); print "#define " guard(name) }
    while ((state = (getline line < file)) > 0) {
      if (line ~ /^#pragma once/ || line ~ /^\/\/ SPDX-License-Identifier/) continue
      if (line ~ /^ *# *if/) {
        parents[++depth] = path
        numbers[depth] = ++ifs
        branches[depth] = 1
        path = path ifs ".1/"
      } else if (line ~ /^ *# *(else|elif)/) {
        path = parents[depth] numbers[depth] "." ++branches[depth] "/"
      } else if (line ~ /^ *# *endif/) {
        path = parents[depth--]
      }
      if (match(line, /^ *#include "tyto\/[^"]*"/)) {
        sub(/^ *#include "/, "", line)
        sub(/".*$/, "", line)
        emit(line)
      } else {
        print line
      }
    }
    if (state < 0) { print "amalgamate.sh: " file ": cannot be read" > "/dev/stderr"; failed = 1 }
    close(file)
    if (!text) print "#endif  // " name
  }
  BEGIN {
    path = "/"
    while ((getline line < (include "/tyto/config.hpp")) > 0)
      if (match(line, /#define TYTO_VERSION_(MAJOR|MINOR|PATCH) [0-9]+/)) {
        split(line, words, " ")
        version = version (version == "" ? "" : ".") words[3]
      }
    close(include "/tyto/config.hpp")
    print "// SPDX-License-Identifier: Apache-2.0"
    print "// tyto " version ", joined into one file by scripts/amalgamate.sh; to be changed in its parts."
    print "#pragma once"
    print ""
    emit("tyto/tyto.hpp")
    print "#if defined(TYTO_WITH_DISPATCH)"
    parents[++depth] = path; numbers[depth] = ++ifs; branches[depth] = 1; path = path ifs ".1/"
    emit("tyto/arch/dispatch.hpp")
    path = parents[depth--]
    print "#endif"
    exit failed
  }' >"$part"
mv "$part" "$out"
trap - EXIT
chmod 644 "$out"
echo "$out: $(wc -c <"$out") bytes, $(wc -l <"$out") lines"
