// SPDX-License-Identifier: Apache-2.0
#include "convert/read/recurrent.hpp"

#include "convert/ir/constants.hpp"

namespace tyto::convert {

recurrent_rows add_recurrent(graph_builder& builder, int rows, const recurrent_weights& weights,
                             const std::string& source_name, const std::string& name) {
  const auto constant = [&](const std::vector<float>& values, std::vector<int> dims,
                            const char* suffix) {
    return builder.add_constant(name + suffix, ir::element_type::float32, std::move(dims),
                                bytes_of(values));
  };
  const bool is_lstm = weights.layer.kind == ir::recurrent_kind::lstm;
  const auto joined = [](std::vector<float> first, const std::vector<float>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  const std::vector<float> from_state = joined(weights.from_state, weights.projection);
  const std::vector<float> biases = joined(weights.bias, weights.peepholes);
  const int units = weights.units;
  const int outputs = weights.outputs;
  ir::recurrent layer = weights.layer;
  layer.projects = !weights.projection.empty();
  layer.peepholes = !weights.peepholes.empty();
  layer.rows_behind = is_lstm ? (units + outputs - 1) / outputs : layer.reset_after ? 0 : 1;
  const int gate_rows = (is_lstm ? 4 : 3) * units;
  const int w = constant(weights.from_input, {gate_rows, weights.inputs}, "/W");
  const int r = constant(from_state, {gate_rows + (layer.projects ? units : 0), outputs}, "/R");
  const int b = constant(biases, {static_cast<int>(biases.size())}, "/B");
  const int steps = builder.at(rows).dims[1];
  return {builder.add_node(layer, source_name, {rows, w, r, b}, name), steps, units, outputs};
}

int take_rows(graph_builder& builder, const recurrent_rows& of, int begin, int count,
              const std::string& name) {
  const std::vector<int> all = builder.at(of.tensor).dims;
  if (count == all[1]) return of.tensor;
  return builder.add_node(ir::slice{{0, begin, 0, 0}, {1, count, 1, all[3]}, {1, 1, 1, 1}}, "",
                          {of.tensor}, name);
}

int take_cell(graph_builder& builder, const recurrent_rows& of, const std::string& name) {
  const int rows = builder.at(of.tensor).dims[1] - of.steps;
  const int taken = take_rows(builder, of, of.steps, rows, name);
  if (rows * of.outputs == of.units) return builder.add_view("", taken, {1, 1, 1, of.units}, name);
  const int all = builder.add_view("", taken, {1, 1, 1, rows * of.outputs}, name);
  return builder.add_node(ir::slice{{0, 0, 0, 0}, {1, 1, 1, of.units}, {1, 1, 1, 1}}, "", {all},
                          name);
}

}  // namespace tyto::convert
