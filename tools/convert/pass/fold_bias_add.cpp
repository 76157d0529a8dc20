// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/constants.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

// The bias with `added` to it; absent where the two are stored in ways that do not add up.
int sum(ir::graph& graph, int bias, int added) {
  if (!is_float(graph, bias) || !is_float(graph, added)) return ir::absent;
  std::vector<double> values = real_values(graph, graph.at(bias));
  const std::vector<double> more = real_values(graph, graph.at(added));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] += more[i];
  const std::string name = graph.at(added).name;
  return add_constant(graph, name, {static_cast<int>(values.size())}, values);
}

bool fold(ir::graph& graph, std::size_t bias_add) {
  const std::size_t before = foldable_multiplication(graph, bias_add);
  if (before == no_node) return false;
  const int added = graph.nodes[bias_add].inputs[1];
  const int bias = bias_of(graph.nodes[before]);
  const int folded = bias == ir::absent ? added : sum(graph, bias, added);
  if (folded == ir::absent) return false;
  set_bias(graph.nodes[before], folded);
  absorb(graph, before, bias_add);
  return true;
}

}  // namespace

void fold_bias_add(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const bool is_bias_add = std::holds_alternative<ir::bias_add>(graph.nodes[i].what);
    if (!is_bias_add || !fold(graph, i)) ++i;
  }
}

}  // namespace tyto::convert
