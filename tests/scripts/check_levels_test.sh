#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_levels.sh passes a good tree and refuses each kind of bad header, by file and line.
set -euo pipefail

check=$(cd "$(dirname "$0")/../../scripts" && pwd)/check_levels.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# header NAME LINE...: writes include/tyto/NAME.
header() {
  local file=$tree/include/tyto/$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '%s\n' "$@" >"$file"
}

good_tree() {
  rm -rf "$tree/include"
  header config.hpp '#if defined(__ARM_NEON)' '#endif'
  header core/shape.hpp '#include <cstdint>' '#include "tyto/config.hpp"'
  header core/rounding.hpp '  #  include "tyto/core/shape.hpp"' '// #include <vector>'
  header ops/conv2d.hpp '#include <tyto/core/shape.hpp>' '/* #include <vector>' '#if __AVX2__ */'
  header arch/neon/conv2d.hpp '#include <arm_neon.h>' '#include "tyto/ops/conv2d.hpp"'
  header arch/eigen/conv2d.hpp '#include <Eigen/Core>'
  header arch/native.hpp '#if TYTO_HAS_NEON' '#include "tyto/arch/neon/conv2d.hpp"' '#endif'
  header arch/dispatch.hpp '#if TYTO_HAS_SSE2' '#include "tyto/arch/native.hpp"' '#endif'
  header graph/network.hpp '#include "tyto/ops/conv2d.hpp"' '#if defined(__clang__)' '#endif'
  header audio/fft.hpp '#include "tyto/core/shape.hpp"'
  header kws/detector.hpp '#include "tyto/graph/network.hpp"' '#include "tyto/audio/fft.hpp"'
  header tyto.hpp '#include "tyto/kws/detector.hpp"' '#include "tyto/arch/native.hpp"'
  header host/wav.hpp '#include <vector>' '#include "tyto/kws/detector.hpp"' '#include "sndfile.h"'
}

# refused NAME:LINE MESSAGE LINE...: a good tree with this header in it is refused with the message.
refused() {
  local place=$1 message=$2 output
  shift 2
  good_tree
  header "${place%:*}" "$@"
  if output=$("$check" "$tree" 2>&1); then
    echo "not refused: $place: $*" >&2
    failures=$((failures + 1))
  elif ! grep -Fq "include/tyto/$place: $message" <<<"$output"; then
    printf 'refused, but not with "%s: %s":\n%s\n' "$place" "$message" "$output" >&2
    failures=$((failures + 1))
  fi
}

good_tree
if ! "$check" "$tree"; then
  echo "a good tree is refused" >&2
  failures=$((failures + 1))
fi

device='may include: cstddef cstdint limits type_traits concepts bit array span utility'

# A higher level, or a neighbour, from each level.
refused config.hpp:1 'includes tyto/core/shape.hpp' '#include "tyto/core/shape.hpp"'
refused core/shape.hpp:2 'includes tyto/ops/conv2d.hpp; core/ may include of tyto: config.hpp core/' \
  '' '#include "tyto/ops/conv2d.hpp"'
refused ops/conv2d.hpp:1 'includes tyto/graph/network.hpp' '#include <tyto/graph/network.hpp>'
refused ops/conv2d.hpp:1 'includes tyto/arch/native.hpp' '#include "tyto/arch/native.hpp"'
refused arch/x86/conv2d.hpp:1 'includes tyto/ops/pool.hpp' '#include "tyto/ops/pool.hpp"'
refused arch/neon/conv2d.hpp:1 'includes tyto/graph/network.hpp' '#include "tyto/graph/network.hpp"'
refused arch/neon/conv2d.hpp:1 'includes tyto/arch/eigen/conv2d.hpp' \
  '#include "tyto/arch/eigen/conv2d.hpp"'
refused arch/native.hpp:1 'includes tyto/graph/network.hpp' '#include "tyto/graph/network.hpp"'
refused graph/network.hpp:1 'includes tyto/audio/fft.hpp' '#include "tyto/audio/fft.hpp"'
refused graph/network.hpp:1 'includes tyto/arch/native.hpp' '#include "tyto/arch/native.hpp"'
refused audio/fft.hpp:1 'includes tyto/ops/conv2d.hpp' '#include "tyto/ops/conv2d.hpp"'
refused kws/detector.hpp:1 'includes tyto/tyto.hpp' '#include "tyto/tyto.hpp"'
refused tyto.hpp:1 'includes tyto/host/wav.hpp' '#include "tyto/host/wav.hpp"'

# Headers of others.
refused config.hpp:1 'includes <cstdint>' '#include <cstdint>'
refused core/shape.hpp:1 "includes <vector>; core/ $device" '#include <vector>'
refused ops/conv2d.hpp:1 'includes <cmath>' '#include <cmath>'
refused arch/neon/conv2d.hpp:1 "includes <immintrin.h>; arch/neon/ $device arm_neon.h" \
  '#include <immintrin.h>'
refused ops/conv2d.hpp:1 'includes <arm_neon.h>' '#include <arm_neon.h>'
refused graph/network.hpp:1 'includes <memory>' '#include <memory>'
refused audio/fft.hpp:1 'includes <math.h>' '#include <math.h>'
refused kws/detector.hpp:1 'includes <string>' '#include <string>'
refused tyto.hpp:1 'includes <iostream>' '#include <iostream>'

# Spellings that would slip past the table.
refused core/shape.hpp:1 'includes "../ops/conv2d.hpp"; write' '#include "../ops/conv2d.hpp"'
refused core/shape.hpp:1 'includes what only the preprocessor knows' '#include HEADER'
refused core/shape.hpp:2 'includes <vector>' '#include \' '<vector>'
refused misc/shape.hpp:1 'no level has this header' '#pragma once'
refused surprise.hpp:1 'no level has this header' '#pragma once'

# The preprocessor asked for an instruction set.
isa='asks the preprocessor for an instruction set; only these may: config.hpp arch/native.hpp arch/dispatch.hpp'
refused ops/conv2d.hpp:2 "$isa" '' '#if defined(__ARM_NEON)'
refused core/shape.hpp:1 "$isa" '#ifdef __AVX2__'
refused arch/neon/conv2d.hpp:1 "$isa" '#ifndef __aarch64__'
refused graph/network.hpp:3 "$isa" '#if 0' 'x' '#elif TYTO_HAS_NEON'
refused host/wav.hpp:2 "$isa" '#if 1 && \' '  __x86_64__'

if [[ $failures -gt 0 ]]; then
  echo "$failures expectations failed" >&2
  exit 1
fi
