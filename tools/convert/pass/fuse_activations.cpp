// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "convert/ir/graph_edit.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

// Clamping to `first`, then to `second`.
ir::activation both(ir::activation first, ir::activation second) {
  return {.low = std::clamp(first.low, second.low, second.high),
          .high = std::clamp(first.high, second.low, second.high)};
}

bool fuse(ir::graph& graph, std::size_t activate) {
  const int between = graph.nodes[activate].inputs[0];
  const std::size_t before = producer_of(graph, between);
  if (before == no_node || sole_reader_of(graph, between) != activate) return false;
  if (!is_float(graph, between)) return false;  // int8 was clamped and rounded there
  ir::operation& what = graph.nodes[before].what;
  const ir::activation function = std::get<ir::activate>(graph.nodes[activate].what).function;
  if (auto* other = std::get_if<ir::activate>(&what)) {
    other->function = both(other->function, function);
  } else if (ir::activation* fused = fused_activation(what)) {
    *fused = both(*fused, function);
  } else {
    return false;
  }
  absorb(graph, before, activate);
  return true;
}

}  // namespace

void fuse_activations(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const bool is_activate = std::holds_alternative<ir::activate>(graph.nodes[i].what);
    if (!is_activate || !fuse(graph, i)) ++i;
  }
}

}  // namespace tyto::convert
