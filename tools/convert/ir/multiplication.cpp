// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/multiplication.hpp"

namespace tyto::convert {

int channel_axis(const ir::operation& operation) {
  if (std::holds_alternative<ir::conv_2d>(operation)) return 0;
  if (std::holds_alternative<ir::depthwise_conv_2d>(operation)) return 3;
  if (std::holds_alternative<ir::fully_connected>(operation)) return 0;
  return -1;
}

ir::activation* fused_activation(ir::operation& operation) {
  return std::visit(
      [](auto& o) -> ir::activation* {
        if constexpr (requires { o.fused; }) return &o.fused;
        return nullptr;
      },
      operation);
}

int bias_of(const ir::node& node) {
  return node.inputs.size() > 2 ? node.inputs[2] : ir::absent;
}

void set_bias(ir::node& node, int tensor) {
  node.inputs.resize(3, ir::absent);
  node.inputs[2] = tensor;
}

std::size_t foldable_multiplication(ir::graph& graph, std::size_t reader) {
  const int between = graph.nodes[reader].inputs[0];
  const std::size_t found = producer_of(graph, between);
  if (found == no_node || sole_reader_of(graph, between) != reader) return no_node;
  ir::node& node = graph.nodes[found];
  const bool fits = channel_axis(node.what) >= 0 && graph.at(node.inputs[1]).constant() &&
                    *fused_activation(node.what) == ir::activation::none;
  return fits ? found : no_node;
}

}  // namespace tyto::convert
