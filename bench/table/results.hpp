// SPDX-License-Identifier: Apache-2.0
// Results of tyto-bench, read from its files.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bench {

// One row: a layer, or the whole network, on one engine.
struct result {
  std::string layer;
  std::string engine;
  std::string precision;  // "int8" or "float32"
  double macs = 0.0;
  std::map<std::string, double> values;  // by metric, such as "time_us" or "instructions"
};

struct results {
  std::vector<std::pair<std::string, std::string>> context;  // what was measured with what
  std::vector<result> rows;                                  // in the order they were run
};

// Google Benchmark's JSON: metric "time_us", the least CPU time of the repetitions.
results read_times(const std::string& path);

// tyto-bench --count and the instruction counter: metrics "instructions", "neon", "issue_cycles",
// "width_cycles", "operand_cycles", each less what calling an empty row costs. Refuses counts with
// unknown encodings.
results read_counts(const std::string& rows_path, const std::string& counts_path);

// All of it as JSON.
std::string to_json(const results& r);

}  // namespace bench
