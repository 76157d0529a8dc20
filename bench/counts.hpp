// SPDX-License-Identifier: Apache-2.0
// Rows, checked and run for the instruction counter.
#pragma once

#include <string>
#include <vector>

#include "row.hpp"

namespace bench {

// Whether every row agrees with the reference; says which do not, after the program's name.
bool all_right(const char* program, const std::vector<row>& rows);

// Runs every row once between markers and writes which region is whose: with the counts that the
// counter writes, that is what tyto-bench-table reads. Throws where the file cannot be written.
void count_instructions(const std::vector<row>& rows, const std::string& path, const char* flags,
                        const char* compiler);

}  // namespace bench
