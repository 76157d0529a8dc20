// SPDX-License-Identifier: Apache-2.0
// tyto-growth: whole networks from small to large, counted.
//
//   tyto-growth ROWS.json   runs each once between markers, for the instruction counter
#include <exception>
#include <iostream>
#include <vector>

#include "counts.hpp"
#include "rows.hpp"

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::cerr << "usage: tyto-growth ROWS.json\n";
    return 2;
  }
  try {
    std::vector<bench::row> rows = {bench::growth::small(), bench::growth::medium(),
                                    bench::growth::large()};
    for (bench::row& r : bench::growth::others())
      rows.push_back(std::move(r));
    if (!bench::all_right("tyto-growth", rows)) return 1;
    bench::count_instructions(rows, arguments[1], TYTO_BENCH_FLAGS, TYTO_BENCH_COMPILER);
  } catch (const std::exception& e) {
    std::cerr << "tyto-growth: " << e.what() << '\n';
    return 1;
  }
}
