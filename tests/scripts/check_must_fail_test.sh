#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_must_fail.sh passes a source that fails as it says and refuses each kind that does not.
set -euo pipefail

check=$(cd "$(dirname "$0")/../../scripts" && pwd)/check_must_fail.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
source=$folder/source.cpp
failures=0

# refused MESSAGE: the source on standard input is refused with this message.
refused() {
  local output
  cat >"$source"
  if output=$("$check" "$source" 2>&1); then
    echo "not refused, expected: $1" >&2
    failures=$((failures + 1))
  elif ! grep -Fq -- "$1" <<<"$output"; then
    printf 'refused, but not with "%s":\n%s\n' "$1" "$output" >&2
    failures=$((failures + 1))
  fi
}

cat >"$source" <<'END'
// expect: 4 bytes.*needed
// expect: (static assertion|static_assert) failed
#ifdef TYTO_MUST_COMPILE
static_assert(true);
#else
static_assert(false, "got 3, 4 bytes are needed");
#endif
END
if ! "$check" "$source"; then
  echo "a good source is refused" >&2
  failures=$((failures + 1))
fi

refused "has no line '// expect: REGEX'" <<'END'
#ifndef TYTO_MUST_COMPILE
static_assert(false, "text");
#endif
END

refused 'g++: compiles, but must not' <<'END'
// expect: text
static_assert(true, "text");
END

refused 'g++: fails, but does not say: another text' <<'END'
// expect: text
// expect: another text
#ifndef TYTO_MUST_COMPILE
static_assert(false, "text");
#endif
END

refused 'g++: says 2 errors, needed one' <<'END'
// expect: text
// one error
#ifndef TYTO_MUST_COMPILE
static_assert(false, "text");
static_assert(false, "more text");
#endif
END

refused 'g++: compiles, but must not' <<'END'
// expect: text
// flags: -DTYTO_MUST_COMPILE
#ifndef TYTO_MUST_COMPILE
static_assert(false, "text");
#endif
END

refused 'g++: does not compile with its cure' <<'END'
// expect: text
static_assert(false, "text");
END

refused 'clang++-14: compiles, but must not' <<'END'
// expect: text
#if !defined(TYTO_MUST_COMPILE) && !defined(__clang__)
static_assert(false, "text");
#endif
END

# The compiler shows no source lines, so a text that only stands there is not taken for a message.
refused 'g++: fails, but does not say: only_in_the_source' <<'END'
// expect: only_in_the_source
#ifndef TYTO_MUST_COMPILE
int value = undeclared; int only_in_the_source;
#endif
END

if [[ $failures -gt 0 ]]; then
  echo "$failures expectations failed" >&2
  exit 1
fi
