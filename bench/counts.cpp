// SPDX-License-Identifier: Apache-2.0
#include "counts.hpp"

#include <fstream>
#include <iostream>
#include <stdexcept>

#include "regions.hpp"

namespace bench {

bool all_right(const char* program, const std::vector<row>& rows) {
  bool right = true;
  for (const row& r : rows) {
    const std::string wrong = r.check();
    if (wrong.empty()) continue;
    std::cerr << program << ": " << name_of(r) << ": " << wrong << '\n';
    right = false;
  }
  return right;
}

// Region 1 holds nothing: what calling a row costs. Row i is region i + 2.
void count_instructions(const std::vector<row>& rows, const std::string& path, const char* flags,
                        const char* compiler) {
  constexpr int first_region = 2;
  std::ofstream out(path);
  out << "{\n  \"context\": {\"flags\": \"" << flags << "\", \"compiler\": \"" << compiler
      << "\"},\n  \"rows\": [\n    {\"region\": 1, \"name\": \"empty\"}";
  row empty;
  empty.run = [] {};
  begin_region(1);
  empty.run();
  end_region();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int region = static_cast<int>(i) + first_region;
    out << ",\n    {\"region\": " << region << ", \"name\": \"" << name_of(rows[i])
        << "\", \"macs\": " << rows[i].macs << '}';
    begin_region(region);
    rows[i].run();
    end_region();
  }
  out << "\n  ]\n}\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace bench
