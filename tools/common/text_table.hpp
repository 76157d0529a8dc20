// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tyto::convert {

using text_row = std::vector<std::string>;

// Columns as wide as their widest cell, two spaces apart; numbers to the right. Each row has as
// many cells as `numeric`.
std::string text_table(const std::vector<text_row>& rows, const std::vector<bool>& numeric);

}  // namespace tyto::convert
