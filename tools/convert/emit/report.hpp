// SPDX-License-Identifier: Apache-2.0
// What --report prints, and the table at the top of a generated header.
#pragma once

#include <string>

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

// Where a model came from.
struct source {
  std::string file_name;  // without a folder
  std::size_t bytes = 0;
  std::string sha256;
};

// One line a layer: number, name, operator, shapes, MACs, weight bytes; then the totals.
std::string summary_table(const lowered::model& model);

// All of that, and for each layer the arena in use, the range of its multipliers and the largest
// its accumulators can get; then notes.
std::string report(const lowered::model& model, const source& from);

}  // namespace tyto::convert
