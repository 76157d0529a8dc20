// SPDX-License-Identifier: Apache-2.0
// Results as tables in Markdown, aligned so that they also read well in a terminal.
#pragma once

#include <string>

#include "results.hpp"

namespace bench {

// The whole network on every engine, then each layer.
std::string time_tables(const results& r);
std::string count_tables(const results& r);

// Networks, one a row, compared with the first by what a multiply-accumulate costs.
std::string growth_table(const results& r);

}  // namespace bench
