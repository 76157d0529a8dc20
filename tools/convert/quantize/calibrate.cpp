// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/calibrate.hpp"

#include <cmath>

#include "common/error.hpp"
#include "convert/lower/lower.hpp"
#include "convert/run/executor.hpp"

namespace tyto::convert {

namespace {

using floats = std::vector<float>;

// Calls see(tensor, values) for every tensor that one input makes.
template <class See>
void each_tensor(const executor& network, int input_tensor, const floats& input, See see) {
  see(input_tensor, input);
  network.run(input, [&](int layer, const values& output) {
    const auto i = static_cast<std::size_t>(layer);
    see(network.model().layers[i].tensor, std::get<floats>(output));
  });
}

void check_finite(const floats& seen, std::size_t input) {
  for (const float v : seen) {
    if (!std::isfinite(v)) {
      fail("input {} of the calibration makes the network compute {}; accepted: finite numbers",
           input, v);
    }
  }
}

}  // namespace

tensor_ranges calibrate(const ir::graph& float_graph, const network_inputs& inputs,
                        const range_rule& rule) {
  if (inputs.empty()) fail("there is nothing to calibrate with; accepted: at least one input");
  const executor network(lower(float_graph, rounding::two_step));
  std::map<int, tensor_statistics> statistics;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    each_tensor(network, float_graph.input, inputs[i], [&](int tensor, const floats& seen) {
      check_finite(seen, i);
      statistics[tensor].see_extremes(seen);
    });
  }
  for (const floats& input : inputs) {
    each_tensor(network, float_graph.input, input,
                [&](int tensor, const floats& seen) { statistics[tensor].see_histogram(seen); });
  }
  tensor_ranges ranges;
  for (const auto& [tensor, of_tensor] : statistics) {
    const bool is_input = tensor == float_graph.input;
    ranges[tensor] =
        choose_range(of_tensor, rule.method, is_input ? rule.input_percentile : rule.percentile);
  }
  return ranges;
}

}  // namespace tyto::convert
