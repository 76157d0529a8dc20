// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

ir::transpose* as_transpose(ir::graph& graph, std::size_t node) {
  return std::get_if<ir::transpose>(&graph.nodes[node].what);
}

// Works on each element alone.
bool is_elementwise(const ir::graph& graph, std::size_t node) {
  const ir::operation& what = graph.nodes[node].what;
  return std::holds_alternative<ir::activate>(what) || std::holds_alternative<ir::quantize>(what) ||
         std::holds_alternative<ir::dequantize>(what);
}

// The transpose at `node` and the elementwise operation before it change places, as long as there
// is such an operation; returns where the transpose stands then.
std::size_t hoist(ir::graph& graph, std::size_t node) {
  while (true) {
    const int between = graph.nodes[node].inputs[0];
    const std::size_t before = producer_of(graph, between);
    if (before == no_node || !is_elementwise(graph, before) ||
        sole_reader_of(graph, between) != node) {
      return node;
    }
    const int source = graph.nodes[before].inputs[0];
    const int result = graph.nodes[node].output;
    const int moved = add_tensor_like(graph, source, graph.at(result).dims, "/transposed");
    std::swap(graph.nodes[before], graph.nodes[node]);
    graph.nodes[before].inputs[0] = source;
    graph.nodes[before].output = moved;
    graph.nodes[node].inputs[0] = moved;
    graph.nodes[node].output = result;
    node = before;
  }
}

// The network's input gets the order of axes that the transpose makes of it.
bool take_input_transposed(ir::graph& graph, std::size_t node) {
  // Once: what one note says of the file's axes must not be undone by another.
  if (graph.input_is_moved || graph.nodes[node].inputs[0] != graph.input ||
      graph.nodes[node].output == graph.output || sole_reader_of(graph, graph.input) != node) {
    return false;
  }
  graph.input_is_moved = true;
  ir::tensor& input = graph.tensors[static_cast<std::size_t>(graph.input)];
  const std::vector<int> given = input.dims;
  input.dims = graph.at(graph.nodes[node].output).dims;
  const std::vector<int>& order = as_transpose(graph, node)->order;
  graph.notes.push_back(fmt::format("the network takes its input as {} ({}); the file has it as {}",
                                    dimensions(input.dims), order_of_axes(order),
                                    dimensions(given)));
  replace_reads(graph, graph.nodes[node].output, graph.input);
  erase_node(graph, node);
  return true;
}

// The fully connected layer that alone reads the transpose's elements, perhaps by way of views and
// elementwise operations; no_node where there is none.
std::size_t fully_connected_behind(const ir::graph& graph, std::size_t node) {
  while (true) {
    const std::size_t reader = sole_reader_of(graph, graph.nodes[node].output);
    if (reader == no_node) return no_node;
    const ir::node& next = graph.nodes[reader];
    if (std::holds_alternative<ir::fully_connected>(next.what)) {
      return next.inputs[0] == graph.nodes[node].output && graph.at(next.inputs[1]).constant()
                 ? reader
                 : no_node;
    }
    if (!is_elementwise(graph, reader) && !std::holds_alternative<ir::view>(next.what)) {
      return no_node;
    }
    node = reader;
  }
}

// The layer's weights [out][in], `in` in the order of the transpose's output, for its input.
bool reorder_weights(ir::graph& graph, std::size_t node, const std::vector<int>& order) {
  const std::size_t layer = fully_connected_behind(graph, node);
  if (layer == no_node) return false;
  ir::tensor weights = graph.at(graph.nodes[layer].inputs[1]);
  // A layer that is run on each row of its input has weights for one alone.
  const std::vector<int>& moved = graph.at(graph.nodes[node].output).dims;
  if (weights.dims.size() != 2 || weights.dims[1] != checked_elements(moved) ||
      (weights.quantized.scale.size() > 1 && weights.quantized.axis != 0)) {
    return false;
  }
  std::vector<int> dims = moved;
  dims.insert(dims.begin(), weights.dims[0]);
  std::vector<int> back{0};
  for (const int axis : inverse(order))
    back.push_back(axis + 1);
  const std::size_t element_bytes = weights.type == ir::element_type::int8 ? 1 : sizeof(float);
  graph.buffers.push_back(reordered(graph.data_of(weights), element_bytes, dims, back));
  weights.buffer = static_cast<int>(graph.buffers.size()) - 1;
  graph.tensors.push_back(weights);
  graph.nodes[layer].inputs[1] = static_cast<int>(graph.tensors.size()) - 1;
  return true;
}

// A transpose that a reader has put in writes a tensor without a name: that of the operator behind
// it will do.
void name_after_reader(ir::graph& graph, std::size_t node) {
  ir::tensor& moved = graph.tensors[static_cast<std::size_t>(graph.nodes[node].output)];
  const std::vector<std::size_t> readers = readers_of(graph, graph.nodes[node].output);
  if (moved.name.empty() && !readers.empty()) {
    moved.name = graph.at(graph.nodes[readers[0]].output).name + "/moved";
  }
}

void become_view(ir::graph& graph, std::size_t node) {
  graph.nodes[node].what = ir::view{};
}

// Returns whether the node at `node` is still there.
bool remove(ir::graph& graph, std::size_t node) {
  const std::vector<int> order = as_transpose(graph, node)->order;
  const std::vector<int>& from = graph.at(graph.nodes[node].inputs[0]).dims;
  if (moves_nothing(from, order) || reorder_weights(graph, node, order)) {
    become_view(graph, node);
    return true;
  }
  const std::size_t hoisted = hoist(graph, node);
  if (take_input_transposed(graph, hoisted)) return false;
  name_after_reader(graph, hoisted);  // it stays: a layer
  return hoisted == node;
}

// Of transposes of one tensor to one order, the first alone is left.
void merge_twins(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::transpose* const first = as_transpose(graph, i);
    if (first == nullptr) continue;
    const std::vector<int> order = first->order;
    for (std::size_t j = i + 1; j < graph.nodes.size();) {
      const ir::transpose* const other = as_transpose(graph, j);
      const bool twin = other != nullptr && other->order == order &&
                        graph.nodes[j].inputs[0] == graph.nodes[i].inputs[0] &&
                        graph.nodes[j].output != graph.output;
      if (twin) {
        replace_reads(graph, graph.nodes[j].output, graph.nodes[i].output);
        erase_node(graph, j);
      } else {
        ++j;
      }
    }
  }
}

// The transpose whose elements the one at `node` reads, perhaps by way of views and elementwise
// operations that nothing else reads; no_node where there is none.
std::size_t transpose_before(const ir::graph& graph, std::size_t node) {
  while (true) {
    const std::size_t reader = node;
    node = producer_of(graph, graph.nodes[reader].inputs[0]);
    if (node == no_node || sole_reader_of(graph, graph.nodes[node].output) != reader) {
      return no_node;
    }
    if (std::holds_alternative<ir::transpose>(graph.nodes[node].what)) return node;
    if (!is_elementwise(graph, node) && !std::holds_alternative<ir::view>(graph.nodes[node].what)) {
      return no_node;
    }
  }
}

// Whether two transposes, the second of which may see the first's elements in other dimensions,
// leave every element where it was: an image's pixels made a row a channel, and then a row a pixel.
bool undoes(const ir::graph& graph, std::size_t first, std::size_t second) {
  const std::vector<int>& dims = graph.at(graph.nodes[first].inputs[0]).dims;
  std::vector<std::int32_t> places(static_cast<std::size_t>(checked_elements(dims)));
  std::iota(places.begin(), places.end(), 0);
  const auto untouched = bytes_of(std::span<const std::int32_t>(places));
  auto moved = untouched;
  for (const std::size_t node : {first, second}) {
    moved = reordered(moved, sizeof(std::int32_t), graph.at(graph.nodes[node].inputs[0]).dims,
                      std::get<ir::transpose>(graph.nodes[node].what).order);
  }
  return moved == untouched;
}

void cancel_pairs(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (as_transpose(graph, i) == nullptr) continue;
    const std::size_t before = transpose_before(graph, i);
    if (before == no_node || !undoes(graph, before, i)) continue;
    become_view(graph, before);
    become_view(graph, i);
  }
}

}  // namespace

void remove_transposes(ir::graph& graph) {
  merge_twins(graph);
  cancel_pairs(graph);
  for (std::size_t i = 0; i < graph.nodes.size();) {
    // What was hoisted stands before i, so that i is now another node.
    if (as_transpose(graph, i) == nullptr || remove(graph, i)) ++i;
  }
}

}  // namespace tyto::convert
