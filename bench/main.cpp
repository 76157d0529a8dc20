// SPDX-License-Identifier: Apache-2.0
// tyto-bench: every layer of the bundled network and the whole of it, on tyto's kernels, on plain
// loops and on other libraries. Each result is compared with the scalar reference before a clock
// starts; one that is wrong ends the program.
//
//   tyto-bench [Google Benchmark's options]   measures time
//   tyto-bench --count ROWS.json [PREFIX]     runs every row once between markers, for the
//                                             instruction counter (tools/tcg_count); only those
//                                             whose name, layer/engine/precision, starts like that
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "counts.hpp"
#include "model.hpp"
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

}  // namespace

int main(int argument_count, char** arguments) {
  const bool counts =
      (argument_count == 3 || argument_count == 4) && std::strcmp(arguments[1], "--count") == 0;
  if constexpr (TYTO_BENCH_TIMES) {
    if (!counts && !bench::times_initialized(argument_count, arguments)) return 2;
  } else if (!counts) {
    std::cerr
        << "tyto-bench: built without Google Benchmark, it can but count: --count ROWS.json\n";
    return 2;
  }
  try {
    std::vector<bench::row> rows = all_rows();
    if (counts && argument_count == 4) {
      std::erase_if(
          rows, [&](const bench::row& r) { return !bench::name_of(r).starts_with(arguments[3]); });
    }
    if (!bench::all_right("tyto-bench", rows)) return 1;
    if (counts) {
      bench::count_instructions(rows, arguments[2], TYTO_BENCH_FLAGS, TYTO_BENCH_COMPILER);
    } else if constexpr (TYTO_BENCH_TIMES) {
      bench::measure_times(rows, TYTO_BENCH_FLAGS, TYTO_BENCH_COMPILER);
    }
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "tyto-bench: " << e.what() << '\n';
    return 1;
  }
}
