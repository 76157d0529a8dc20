// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "convert/ir/graph_edit.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

// Of a float image over its height and width, and nothing else that has more than one element.
bool is_global(const ir::graph& graph, const ir::node& node) {
  const auto* mean = std::get_if<ir::mean>(&node.what);
  if (mean == nullptr || !is_float(graph, node.inputs[0])) return false;
  const std::vector<int>& dims = graph.at(node.inputs[0]).dims;
  if (dims.size() != 4) return false;
  const auto named = [&](int axis) {
    return std::find(mean->axes.begin(), mean->axes.end(), axis) != mean->axes.end();
  };
  return (named(1) || dims[1] == 1) && (named(2) || dims[2] == 1) && !named(3) &&
         (!named(0) || dims[0] == 1);
}

}  // namespace

void mean_to_global_pool(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    ir::node& node = graph.nodes[i];
    if (!is_global(graph, node)) continue;
    const std::vector<int> in = graph.at(node.inputs[0]).dims;
    ir::pool_2d pool;
    pool.sliding.window.size = {in[1], in[2]};
    node.what = pool;
    const std::vector<int> needed{in[0], 1, 1, in[3]};
    if (graph.at(node.output).dims == needed) continue;
    // The mean's own output is without some axes of 1.
    const int output = node.output;
    const std::string name = node.source_name;
    const int pooled = add_tensor_like(graph, output, needed, "/pool");
    graph.nodes[i].output = pooled;
    graph.nodes[i].source_name = "";
    insert_node(
        graph, i + 1,
        {ir::view{}, name, {pooled}, output, graph.nodes[i].number, graph.nodes[i].node_name});
  }
}

}  // namespace tyto::convert
