#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   check_levels.sh [TREE]
#
# Fails when a header under TREE/include/tyto includes what its level may not, or when an
# instruction set is picked by the preprocessor outside the headers that may. TREE is by default
# the one this script is in.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
export LC_ALL=C

# Who              may include of tyto                         and of others
#
# The first row that fits counts. SELF is the includer's own folder; TWIN the header of the same
# name in ops/; DEVICE the headers below; ANY anything. ARCHITECTURES stands for the rows of
# cmake/architectures.txt.
rules='
config.hpp         -                                           -
core/              config.hpp core/                            DEVICE
ops/               config.hpp core/ ops/                       DEVICE
arch/native.hpp    config.hpp core/ ops/ arch/                 DEVICE
arch/dispatch.hpp  config.hpp core/ arch/                      DEVICE
ARCHITECTURES
graph/             config.hpp core/ ops/ graph/                DEVICE
audio/sample_ring.hpp  core/ audio/                          DEVICE atomic
audio/             config.hpp core/ audio/                     DEVICE
kws/               config.hpp core/ graph/ audio/ kws/         DEVICE
tyto.hpp           config.hpp core/ ops/ arch/ graph/ audio/ kws/   DEVICE
host/              ANY                                         ANY
'

# The folders of arch/, by the table; their front ends are below the operators.
table=$(dirname "${BASH_SOURCE[0]}")/../cmake/architectures.txt
architectures=$(awk -F '  +' '/^[a-z]/ {
  printf "arch/%s/audio/  config.hpp core/ audio/ arch/%s/  DEVICE %s\n", $1, $1, $5 == "-" ? "" : $5
  printf "arch/%s/  config.hpp core/ %s SELF  DEVICE %s\n", $1, $4, $5 == "-" ? "" : $5
}' "$table")
rules=${rules/ARCHITECTURES/$architectures}

# What stands in every freestanding implementation that matters, and needs no runtime.
device='cstddef cstdint limits type_traits concepts bit array span utility'

# Where the preprocessor may ask for an instruction set, and what asking looks like.
isa_headers='config.hpp arch/native.hpp arch/dispatch.hpp'
isa_macros='TYTO_HAS_|TYTO_ARCH|XSIMD_|__ARM|__arm__|__aarch64__|__thumb|__NEON|__AVX|__SSE|__FMA|__F16C__|__BMI|__x86_64|__amd64|__i[3-6]86|_M_(X64|IX86|ARM|AMD64)|__riscv|__wasm'

tree=${1:-$(dirname "$0")/..}
include=$tree/include/tyto
if [[ ! -d $include ]]; then
  echo "check_levels: no folder $include" >&2
  exit 2
fi
mapfile -t headers < <(cd "$include" && find . -type f ! -name '*.md' | sed 's|^\./||' | sort)
if [[ ${#headers[@]} -eq 0 ]]; then
  echo "check_levels: no header in $include" >&2
  exit 2
fi

cd "$include"
exec awk -v rules="$rules" -v device="$device" -v isa_headers="$isa_headers" \
  -v isa_macros="$isa_macros" '

BEGIN {
  row_count = split(rules, rows, "\n")
  for (r = 1; r <= row_count; ++r) {
    # Columns are parted by two spaces or more.
    if (split(rows[r], columns, /  +/) < 3) continue
    ++count; who[count] = columns[1]; own[count] = columns[2]; others[count] = columns[3]
  }
}

FNR == 1 { in_comment = 0; pending = ""; rule = rule_of(FILENAME) }

# Runs once a logical line, without comments.
{
  line = pending without_comments($0)
  if (sub(/\\$/, "", line)) { pending = line " "; next }
  pending = ""
  if (line ~ /^[ \t]*#[ \t]*include/) check_include(line)
  if (line ~ /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef)([^a-z]|$)/) check_condition(line)
}

END {
  if (failures) { print failures " against the levels" > "/dev/stderr"; exit 1 }
  print "check_levels: " ARGC - 1 " headers keep to their levels"
}

function complain(message) {
  print "include/tyto/" FILENAME ":" FNR ": " message > "/dev/stderr"
  ++failures
}

function rule_of(file,   r) {
  for (r = 1; r <= count; ++r) {
    if (file == who[r] || (who[r] ~ /\/$/ && index(file, who[r]) == 1)) return r
  }
  complain("no level has this header; the levels are in scripts/check_levels.sh")
  return 0
}

function without_comments(text,   start, end) {
  for (;;) {
    if (in_comment) {
      end = index(text, "*/")
      if (!end) return ""
      text = substr(text, end + 2); in_comment = 0
    }
    start = match(text, /\/[\/*]/)
    if (!start) return text
    if (substr(text, start, 2) == "//") return substr(text, 1, start - 1)
    end = index(substr(text, start + 2), "*/")
    if (!end) { in_comment = 1; return substr(text, 1, start - 1) }
    text = substr(text, 1, start - 1) " " substr(text, start + 2 + end + 1)
  }
}

function check_include(line,   name) {
  if (!rule) return
  if (line ~ /include +TYTO_NEEDS_CPP20$/) return  # a message of config.hpp, and no header
  if (!match(line, /<[^>]*>|"[^"]*"/)) {
    complain("includes what only the preprocessor knows; write the name")
    return
  }
  name = substr(line, RSTART + 1, RLENGTH - 2)
  if (index(name, "tyto/") == 1) {
    if (!own_allowed(substr(name, 6))) {
      complain("includes " name "; " who[rule] " may include of tyto: " own[rule])
    }
  } else if (others[rule] != "ANY" && substr(line, RSTART, 1) == "\"") {
    complain("includes \"" name "\"; write a header of this library as \"tyto/...\"")
  } else if (!other_allowed(name)) {
    complain("includes <" name ">; " who[rule] " may include: " expanded(others[rule]))
  }
}

function own_allowed(name,   words, n, w) {
  n = split(own[rule], words, " ")
  for (w = 1; w <= n; ++w) {
    if (words[w] == "ANY" || words[w] == name) return 1
    if (words[w] == "TWIN" && name == "ops/" base_name(FILENAME)) return 1
    if (words[w] == "SELF" && index(name, who[rule]) == 1) return 1
    if (words[w] ~ /\/$/ && index(name, words[w]) == 1) return 1
  }
  return 0
}

function other_allowed(name) {
  return others[rule] == "ANY" || index(" " expanded(others[rule]) " ", " " name " ")
}

function expanded(words) { sub(/DEVICE/, device, words); return words }
function base_name(file) { sub(/.*\//, "", file); return file }

function check_condition(line) {
  if (index(" " isa_headers " ", " " FILENAME " ")) return
  if (match(line, isa_macros)) {
    complain("asks the preprocessor for an instruction set; only these may: " isa_headers)
  }
}
' "${headers[@]}"
