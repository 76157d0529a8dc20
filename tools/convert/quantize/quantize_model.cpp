// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/quantize_model.hpp"

#include "common/error.hpp"
#include "common/files.hpp"
#include "convert/lower/lower.hpp"
#include "convert/quantize/features.hpp"
#include "convert/quantize/quantize_graph.hpp"
#include "convert/quantize/ranges_file.hpp"

namespace tyto::convert {

tensor_ranges ranges_from(const range_source& from, const ir::graph& graph,
                          const std::string& model_sha256,
                          const audio::mfcc_parameters* front_end) {
  check_is_float(graph);
  if (!from.ranges.empty()) {
    constexpr std::int64_t most_bytes = 1 << 24;
    return with_name(from.ranges, [&] {
      return read_ranges(graph, read_file(from.ranges, most_bytes), model_sha256);
    });
  }
  if (from.calibrate.empty()) {
    fail("cannot be quantised without data; accepted: with --calibrate or --ranges");
  }
  return with_name(from.calibrate, [&] {
    const lowered::model model = lower(graph, rounding::two_step);
    return calibrate(graph, read_calibration(from.calibrate, model, front_end), from.rule);
  });
}

}  // namespace tyto::convert
