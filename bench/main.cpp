// SPDX-License-Identifier: Apache-2.0
// tyto-bench: every layer of the bundled network and the whole of it, on tyto's kernels, on plain
// loops and on other libraries. Each result is compared with the scalar reference before a clock
// starts; one that is wrong ends the program.
//
//   tyto-bench [Google Benchmark's options]   measures time
//   tyto-bench --count ROWS.json              runs every row once between markers, for the
//                                             instruction counter (tools/tcg_count)
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "model.hpp"
#include "regions.hpp"
#include "times.hpp"

namespace {

std::vector<bench::row> all_rows() {
  std::vector<bench::row> rows;
  bench::add_tyto_rows(rows);
  bench::add_plain_rows(rows);
  if constexpr (TYTO_BENCH_XNNPACK) bench::add_xnnpack_rows(rows);
  if constexpr (TYTO_BENCH_ONEDNN) bench::add_onednn_rows(rows);
  return rows;
}

bool all_right(const std::vector<bench::row>& rows) {
  bool right = true;
  for (const bench::row& r : rows) {
    const std::string wrong = r.check();
    if (wrong.empty()) continue;
    std::cerr << "tyto-bench: " << name_of(r) << ": " << wrong << '\n';
    right = false;
  }
  return right;
}

// Region 1 holds nothing: what calling a row costs. Row i is region i + 2.
int count_instructions(const std::vector<bench::row>& rows, const std::string& path) {
  constexpr int first_region = 2;
  std::ofstream out(path);
  out << "{\n  \"context\": {\"flags\": \"" << TYTO_BENCH_FLAGS << "\", \"compiler\": \""
      << TYTO_BENCH_COMPILER << "\"},\n  \"rows\": [\n    {\"region\": 1, \"name\": \"empty\"}";
  bench::row empty;
  empty.run = [] {};
  bench::begin_region(1);
  empty.run();
  bench::end_region();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int region = static_cast<int>(i) + first_region;
    out << ",\n    {\"region\": " << region << ", \"name\": \"" << name_of(rows[i])
        << "\", \"macs\": " << rows[i].macs << '}';
    bench::begin_region(region);
    rows[i].run();
    bench::end_region();
  }
  out << "\n  ]\n}\n";
  if (!out.flush()) {
    std::cerr << "tyto-bench: cannot write " << path << '\n';
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const bool counts = argument_count == 3 && std::strcmp(arguments[1], "--count") == 0;
  if constexpr (TYTO_BENCH_TIMES) {
    if (!counts && !bench::times_initialized(argument_count, arguments)) return 2;
  } else if (!counts) {
    std::cerr
        << "tyto-bench: built without Google Benchmark, it can but count: --count ROWS.json\n";
    return 2;
  }
  try {
    const std::vector<bench::row> rows = all_rows();
    if (!all_right(rows)) return 1;
    if (counts) return count_instructions(rows, arguments[2]);
    if constexpr (TYTO_BENCH_TIMES)
      bench::measure_times(rows, TYTO_BENCH_FLAGS, TYTO_BENCH_COMPILER);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "tyto-bench: " << e.what() << '\n';
    return 1;
  }
}
