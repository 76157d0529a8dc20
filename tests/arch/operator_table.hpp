// SPDX-License-Identifier: Apache-2.0
// The table of docs/operators.md, held against what answers.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "arch/operator_layers.hpp"
#include "support/read_file.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::test {

using operator_column = std::vector<std::pair<std::string, std::string>>;  // row, who answers

template <class Arch>
operator_column answered() {
  operator_column column;
  for_each_operator_layer([&]<class Layer>(type_is<Layer>) {
    column.emplace_back(operator_row<Layer>(), answering_arch<Layer, Arch>::name);
  });
  return column;
}

// The cells of a row of a Markdown table.
inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != '|') {
      if (line[i] != ' ' || (!cell.empty() && cell.back() != ' ')) cell += line[i];
      continue;
    }
    while (!cell.empty() && cell.back() == ' ')
      cell.pop_back();
    cells.push_back(cell);
    cell.clear();
  }
  return cells;
}

// By ISA: the column of the document's table.
inline std::map<std::string, operator_column> documented_operators() {
  std::map<std::string, operator_column> columns;
  std::vector<std::string> names;
  for (const std::string& line :
       read_lines(std::filesystem::path(TYTO_SOURCE_DIR) / "docs/operators.md")) {
    if (line[0] != '|' || line[1] == '-') continue;
    const std::vector<std::string> cells = cells_of(line);
    if (names.empty()) {
      names = cells;
      continue;
    }
    REQUIRE(cells.size() == names.size());
    for (std::size_t i = 1; i < cells.size(); ++i)
      columns[names[i]].emplace_back(cells[0], cells[i]);
  }
  return columns;
}

// The document's column of Arch is what answers on it.
template <class Arch>
void check_documented() {
  operator_column documented = documented_operators()[Arch::name];
  const operator_column answering = answered<Arch>();
  documented.resize(answering.size());
  for (std::size_t i = 0; i < answering.size(); ++i) {
    const auto& [row, arch] = answering[i];
    INFO("docs/operators.md, row ", i + 1, ", column ", std::string(Arch::name));
    CHECK(documented[i].first + ": " + documented[i].second == row + ": " + arch);
  }
}

}  // namespace tyto::test
