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
  const int gate_rows = (is_lstm ? 4 : 3) * weights.units;
  ir::recurrent layer = weights.layer;
  layer.rows_behind = is_lstm || !layer.reset_after ? 1 : 0;
  const int w = constant(weights.from_input, {gate_rows, weights.inputs}, "/W");
  const int r = constant(weights.from_state, {gate_rows, weights.units}, "/R");
  const int b = constant(weights.bias, {static_cast<int>(weights.bias.size())}, "/B");
  const int steps = builder.at(rows).dims[1];
  return {builder.add_node(layer, source_name, {rows, w, r, b}, name), steps, weights.units};
}

int take_rows(graph_builder& builder, const recurrent_rows& of, int begin, int count,
              const std::string& name) {
  const std::vector<int> all = builder.at(of.tensor).dims;
  if (count == all[1]) return of.tensor;
  return builder.add_node(ir::slice{{0, begin, 0, 0}, {1, count, 1, all[3]}, {1, 1, 1, 1}}, "",
                          {of.tensor}, name);
}

}  // namespace tyto::convert
