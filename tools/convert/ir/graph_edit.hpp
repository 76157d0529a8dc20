// SPDX-License-Identifier: Apache-2.0
// How passes look around in a graph and change it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

inline constexpr std::size_t no_node = static_cast<std::size_t>(-1);

// The node that writes a tensor; no_node for constants and the network's input.
std::size_t producer_of(const ir::graph& graph, int tensor);

// The nodes that read a tensor, each once for each of its inputs that does.
std::vector<std::size_t> readers_of(const ir::graph& graph, int tensor);

// The node that alone reads a tensor, with one of its inputs; no_node if there is none, if there
// are more, or if the tensor is the network's output.
std::size_t sole_reader_of(const ir::graph& graph, int tensor);

// Everything that reads `from`, the network's output included, reads `to` instead.
void replace_reads(ir::graph& graph, int from, int to);

// Erases nodes whose output nothing reads, until there are none.
void remove_unread(ir::graph& graph);

// Node `first` takes the place of `second`, which reads it: it writes what that one wrote, and its
// name says both. `second`, which stands behind it, is erased.
void absorb(ir::graph& graph, std::size_t first, std::size_t second);

// A new tensor like `like`, of other dimensions.
int add_tensor_like(ir::graph& graph, int like, std::vector<int> dims, const std::string& suffix);

void insert_node(ir::graph& graph, std::size_t position, ir::node node);
void erase_node(ir::graph& graph, std::size_t position);

inline bool is_float(const ir::graph& graph, int tensor) {
  return graph.at(tensor).type == ir::element_type::float32;
}

}  // namespace tyto::convert
