// SPDX-License-Identifier: Apache-2.0
#include "everything.hpp"
#include "second.hpp"

// Both sources must have seen the same header, or an inline definition could differ unnoticed.
int main() {
  return version_seen_by_second() == TYTO_VERSION_STRING ? 0 : 1;
}
