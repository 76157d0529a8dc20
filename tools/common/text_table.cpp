// SPDX-License-Identifier: Apache-2.0
#include "common/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tyto::convert {

std::string text_table(const std::vector<text_row>& rows, const std::vector<bool>& numeric) {
  std::vector<std::size_t> widths(numeric.size());
  for (const text_row& r : rows) {
    for (std::size_t i = 0; i < r.size(); ++i)
      widths[i] = std::max(widths[i], r[i].size());
  }
  std::string out;
  for (const text_row& r : rows) {
    std::string line;
    for (std::size_t i = 0; i < r.size(); ++i) {
      line += i == 0 ? "" : "  ";
      line += numeric[i] ? fmt::format("{:>{}}", r[i], widths[i])
                         : fmt::format("{:<{}}", r[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace tyto::convert
