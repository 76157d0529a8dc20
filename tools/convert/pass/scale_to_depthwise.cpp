// SPDX-License-Identifier: Apache-2.0
#include "common/error.hpp"
#include "convert/ir/batch_norm_factors.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

// The node's own numbers as a line a channel.
channel_line line_of(const ir::graph& graph, std::size_t node) {
  if (std::holds_alternative<ir::batch_norm>(graph.nodes[node].what)) {
    return batch_norm_line(graph, node);
  }
  const std::vector<double> added = real_values(graph, graph.at(graph.nodes[node].inputs[1]));
  return {std::vector<double>(added.size(), 1.0), added};
}

// The tensor with dimensions [1][height][width][channels]: itself, or a view that is put before the
// node at `position`, which then stands one further.
int with_four_dims(ir::graph& graph, int tensor, std::size_t& position) {
  const std::vector<int> dims = graph.at(tensor).dims;
  if (dims.size() == 4) return tensor;
  std::vector<int> four(4 - dims.size(), 1);
  four.insert(four.end(), dims.begin(), dims.end());
  const int view = add_tensor_like(graph, tensor, four, "/view");
  insert_node(graph, position++, {ir::view{}, "", {tensor}, view});
  return view;
}

void replace(ir::graph& graph, std::size_t position) {
  const channel_line line = line_of(graph, position);
  const auto channels = static_cast<int>(line.factor.size());
  const std::string name = graph.at(graph.nodes[position].output).name;
  const int weights = add_constant(graph, name + "/scale", {1, 1, 1, channels}, line.factor);
  const int bias = add_constant(graph, name + "/bias", {channels}, line.constant);
  const int input = with_four_dims(graph, graph.nodes[position].inputs[0], position);
  ir::node& node = graph.nodes[position];
  node.what = ir::depthwise_conv_2d{};
  node.inputs = {input, weights, bias};
  if (graph.at(input).dims == graph.at(node.output).dims) return;
  const int output = node.output;
  const int four = add_tensor_like(graph, output, graph.at(input).dims, "/4d");
  graph.nodes[position].output = four;
  insert_node(graph, position + 1, {ir::view{}, "", {four}, output});
}

}  // namespace

void scale_to_depthwise(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::operation& what = graph.nodes[i].what;
    if (!std::holds_alternative<ir::batch_norm>(what) &&
        !std::holds_alternative<ir::bias_add>(what)) {
      continue;
    }
    const std::string where = describe(graph, i);
    try {
      replace(graph, i);
    } catch (const error& e) {
      fail("{}: {}", where, e.what());
    }
  }
}

}  // namespace tyto::convert
