// SPDX-License-Identifier: Apache-2.0
// Times of rows, by Google Benchmark.
#pragma once

#include <vector>

#include "row.hpp"

namespace bench {

// Takes Google Benchmark's options; false, after a message, where one is unknown.
bool times_initialized(int argument_count, char** arguments);

// Measures every row and reports as the options ask, with what the rows were compiled by.
void measure_times(const std::vector<row>& rows, const char* flags, const char* compiler);

}  // namespace bench
