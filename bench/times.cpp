// SPDX-License-Identifier: Apache-2.0
#include "times.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

namespace bench {
namespace {

double minimum(const std::vector<double>& times) {
  return *std::min_element(times.begin(), times.end());
}

}  // namespace

bool times_initialized(int argument_count, char** arguments) {
  benchmark::Initialize(&argument_count, arguments);
  return !benchmark::ReportUnrecognizedArguments(argument_count, arguments);
}

void measure_times(const std::vector<row>& rows, const char* flags, const char* compiler) {
  benchmark::AddCustomContext("flags", flags);
  benchmark::AddCustomContext("compiler", compiler);
  for (const row& r : rows) {
    benchmark::RegisterBenchmark(name_of(r).c_str(), [&r](benchmark::State& state) {
      for (auto _ : state) {
        r.run();
        benchmark::ClobberMemory();  // the result counts as read
      }
      // (0 would make the statistics of several runs NaN, which is not JSON)
      if (r.macs > 0) state.counters["macs"] = static_cast<double>(r.macs);
    })->ComputeStatistics("min", minimum);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}

}  // namespace bench
