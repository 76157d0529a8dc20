// SPDX-License-Identifier: Apache-2.0
#include "common/error.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

// Input `i` as a FLOAT32 constant; false where it is one already, or none.
bool dequantize(ir::graph& graph, std::size_t node, std::size_t i) {
  if (i >= graph.nodes[node].inputs.size()) return false;
  const int tensor = graph.nodes[node].inputs[i];
  if (tensor == ir::absent || is_float(graph, tensor) || !has_real_values(graph.at(tensor))) {
    return false;
  }
  const ir::tensor t = graph.at(tensor);
  graph.nodes[node].inputs[i] = add_constant(graph, t.name, t.dims, real_values(graph, t));
  return true;
}

}  // namespace

void dequantize_weights(ir::graph& graph, std::vector<std::string>& notes) {
  std::size_t first = no_node;
  std::size_t count = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::node& node = graph.nodes[i];
    if (channel_axis(node.what) < 0 || !is_float(graph, node.inputs[0])) continue;
    const bool weights = dequantize(graph, i, 1);
    const bool bias = dequantize(graph, i, 2);
    if (!weights && !bias) continue;
    if (count == 0) first = i;
    ++count;
  }
  if (count == 0) return;
  notes.push_back(
      fmt::format("{} operators, {} the first, have int8 weights and float activations (a hybrid "
                  "file): their weights are dequantised, and computed with as float32",
                  count, describe(graph, first)));
}

}  // namespace tyto::convert
