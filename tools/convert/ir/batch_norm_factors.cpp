// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/batch_norm_factors.hpp"

#include <cmath>

#include "common/error.hpp"
#include "convert/ir/constants.hpp"

namespace tyto::convert {

channel_line batch_norm_line(const ir::graph& graph, std::size_t batch_norm) {
  const ir::node& node = graph.nodes[batch_norm];
  const float epsilon = std::get<ir::batch_norm>(node.what).epsilon;
  const auto channels = static_cast<std::size_t>(graph.at(node.output).dims.back());
  const auto values = [&](std::size_t input, double otherwise) {
    if (input >= node.inputs.size() || node.inputs[input] == ir::absent) {
      return std::vector<double>(channels, otherwise);
    }
    return real_values(graph, graph.at(node.inputs[input]));
  };
  channel_line line{values(1, 1.0), values(2, 0.0)};
  const std::vector<double> mean = values(3, 0.0);
  const std::vector<double> variance = values(4, 1.0 - double{epsilon});
  for (std::size_t c = 0; c < channels; ++c) {
    const double spread = variance[c] + double{epsilon};
    if (!(spread > 0.0) || !std::isfinite(spread)) {
      fail("its variance plus epsilon is {} in channel {}; accepted: a finite number over 0",
           spread, c);
    }
    line.factor[c] /= std::sqrt(spread);
    line.constant[c] -= mean[c] * line.factor[c];
  }
  return line;
}

}  // namespace tyto::convert
