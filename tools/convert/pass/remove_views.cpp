// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/graph_edit.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

bool is_view(const ir::graph& graph, std::size_t node) {
  return node != no_node && std::holds_alternative<ir::view>(graph.nodes[node].what);
}

// Reads elements in memory order, whatever the dimensions.
bool takes_any_dims(const ir::graph& graph, std::size_t node) {
  return is_view(graph, node) ||
         (node != no_node && std::holds_alternative<ir::fully_connected>(graph.nodes[node].what));
}

bool can_go(const ir::graph& graph, const ir::node& node) {
  const int from = node.inputs[0];
  if (graph.at(from).dims == graph.at(node.output).dims) {
    return node.output != graph.output || from != graph.input;
  }
  return takes_any_dims(graph, sole_reader_of(graph, node.output));
}

// The network's input has to be one.
bool is_batch_of_one(const std::vector<int>& dims) {
  return dims.size() < 2 || dims[0] == 1;
}

// The network's output keeps the name that the file gives it.
void keep_output_name(ir::graph& graph, const ir::node& node) {
  if (node.output != graph.output) return;
  graph.tensors[static_cast<std::size_t>(node.inputs[0])].name = graph.at(node.output).name;
}

}  // namespace

void remove_views(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const ir::node node = graph.nodes[i];
    if (!is_view(graph, i)) {
      ++i;
    } else if (can_go(graph, node)) {
      keep_output_name(graph, node);
      replace_reads(graph, node.output, node.inputs[0]);
      erase_node(graph, i);
    } else if (node.inputs[0] == graph.input && sole_reader_of(graph, graph.input) == i &&
               node.output != graph.output && is_batch_of_one(graph.at(node.output).dims)) {
      ir::tensor& input = graph.tensors[static_cast<std::size_t>(graph.input)];
      input.dims = graph.at(node.output).dims;
      replace_reads(graph, node.output, graph.input);
      erase_node(graph, i);
    } else {
      ++i;
    }
  }
}

}  // namespace tyto::convert
