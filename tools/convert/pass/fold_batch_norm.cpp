// SPDX-License-Identifier: Apache-2.0
#include "common/error.hpp"
#include "convert/ir/batch_norm_factors.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

// Weights with each output channel times its factor.
int scaled_weights(ir::graph& graph, int weights, int axis, const std::vector<double>& factor) {
  const ir::tensor t = graph.at(weights);
  std::vector<double> values = real_values(graph, t);
  std::size_t step = 1;  // elements from one output channel to the next
  for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < t.dims.size(); ++i) {
    step *= static_cast<std::size_t>(t.dims[i]);
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] *= factor[i / step % factor.size()];
  return add_constant(graph, t.name, t.dims, values);
}

bool fold(ir::graph& graph, std::size_t batch_norm) {
  const std::size_t before = foldable_multiplication(graph, batch_norm);
  if (before == no_node || !is_float(graph, graph.nodes[before].inputs[1])) return false;
  const int bias = bias_of(graph.nodes[before]);
  if (bias != ir::absent && !is_float(graph, bias)) return false;
  const channel_line line = batch_norm_line(graph, batch_norm);
  std::vector<double> shifted = line.constant;
  if (bias != ir::absent) {
    const std::vector<double> values = real_values(graph, graph.at(bias));
    for (std::size_t c = 0; c < shifted.size(); ++c)
      shifted[c] += values[c] * line.factor[c];
  }
  const int axis = channel_axis(graph.nodes[before].what);
  const int weights = scaled_weights(graph, graph.nodes[before].inputs[1], axis, line.factor);
  const std::string name = graph.at(graph.nodes[batch_norm].output).name + "/bias";
  const int constant = add_constant(graph, name, {static_cast<int>(shifted.size())}, shifted);
  graph.nodes[before].inputs[1] = weights;
  set_bias(graph.nodes[before], constant);
  absorb(graph, before, batch_norm);
  return true;
}

}  // namespace

void fold_batch_norm(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const bool is_batch_norm = std::holds_alternative<ir::batch_norm>(graph.nodes[i].what);
    const std::string where = describe(graph, i);
    try {
      if (!is_batch_norm || !fold(graph, i)) ++i;
    } catch (const error& e) {
      fail("{}: {}", where, e.what());
    }
  }
}

}  // namespace tyto::convert
