#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The first C++ sample of the README is examples/readme/main.cpp, word for word.
set -euo pipefail
cd "$(dirname "$0")/../.."

sample() { awk '/^```cpp$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' README.md; }
program() { sed '/^\/\/ SPDX-License-Identifier/d' examples/readme/main.cpp; }

[[ -n $(sample) ]] || { echo "README.md: no sample between \`\`\`cpp and \`\`\`" >&2; exit 1; }
diff --label README.md --label examples/readme/main.cpp -u <(sample) <(program)
