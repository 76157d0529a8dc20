// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/graph_edit.hpp"

#include <algorithm>

namespace tyto::convert {

std::size_t producer_of(const ir::graph& graph, int tensor) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].output == tensor) return i;
  }
  return no_node;
}

std::vector<std::size_t> readers_of(const ir::graph& graph, int tensor) {
  std::vector<std::size_t> readers;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const int input : graph.nodes[i].inputs) {
      if (input == tensor) readers.push_back(i);
    }
  }
  return readers;
}

std::size_t sole_reader_of(const ir::graph& graph, int tensor) {
  if (tensor == graph.output) return no_node;
  const std::vector<std::size_t> readers = readers_of(graph, tensor);
  return readers.size() == 1 ? readers[0] : no_node;
}

void replace_reads(ir::graph& graph, int from, int to) {
  for (ir::node& node : graph.nodes) {
    std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  }
  if (graph.output == from) graph.output = to;
}

void remove_unread(ir::graph& graph) {
  std::vector<int> reads(graph.tensors.size(), 0);
  const auto count = [&](const ir::node& node, int step) {
    for (const int input : node.inputs) {
      if (input != ir::absent) reads[static_cast<std::size_t>(input)] += step;
    }
  };
  for (const ir::node& node : graph.nodes)
    count(node, 1);
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const ir::node& node = graph.nodes[i];
    if (node.output == graph.output || reads[static_cast<std::size_t>(node.output)] > 0) continue;
    count(node, -1);
    erase_node(graph, i);
  }
}

void absorb(ir::graph& graph, std::size_t first, std::size_t second) {
  ir::node& a = graph.nodes[first];
  const ir::node& b = graph.nodes[second];
  a.source_name += " + " + b.source_name;
  a.output = b.output;
  erase_node(graph, second);
}

int add_tensor_like(ir::graph& graph, int like, std::vector<int> dims, const std::string& suffix) {
  ir::tensor t = graph.at(like);
  t.name += suffix;
  t.dims = std::move(dims);
  t.buffer = ir::absent;
  graph.tensors.push_back(std::move(t));
  return static_cast<int>(graph.tensors.size()) - 1;
}

void insert_node(ir::graph& graph, std::size_t position, ir::node node) {
  graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(position), std::move(node));
}

void erase_node(ir::graph& graph, std::size_t position) {
  graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(position));
}

}  // namespace tyto::convert
