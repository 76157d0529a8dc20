// SPDX-License-Identifier: Apache-2.0
// The name of a generated header's namespace.
#pragma once

#include <string>
#include <string_view>

namespace tyto::convert {

// Throws `error` when `name` cannot name a namespace: no identifier, a keyword or reserved.
void check_identifier(std::string_view name);

// An identifier like `file_name`, a path's last part: without its extension, other characters than
// letters, digits and underscores replaced.
std::string identifier_of(std::string_view file_name);

}  // namespace tyto::convert
