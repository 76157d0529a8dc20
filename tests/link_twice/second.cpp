// SPDX-License-Identifier: Apache-2.0
#include "second.hpp"

#include "everything.hpp"

std::string_view version_seen_by_second() {
  return TYTO_VERSION_STRING;
}
