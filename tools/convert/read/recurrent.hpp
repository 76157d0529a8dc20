// SPDX-License-Identifier: Apache-2.0
// Float recurrent layers as every format's reader adds them to a graph.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/graph_builder.hpp"

namespace tyto::convert {

// A layer's constants, gates in the order of ops::lstm and ops::gru.
struct recurrent_weights {
  ir::recurrent layer;  // but rows_behind, which follows
  int inputs = 0;
  int units = 0;
  int outputs = 0;                // units, unless it projects
  std::vector<float> from_input;  // [gates * units][inputs]
  std::vector<float> from_state;  // [gates * units][outputs]
  std::vector<float> bias;        // [4 * units]
  std::vector<float> peepholes;   // [3 * units] of i, f and o, or none
  std::vector<float> projection;  // [units][outputs], or none
};

// A layer that was added, [1][steps + rows behind][1][outputs].
struct recurrent_rows {
  int tensor = ir::absent;
  int steps = 0;
  int units = 0;
  int outputs = 0;
};

// Adds the layer behind `rows`, [1][steps][1][inputs]. `name` is that of its output.
recurrent_rows add_recurrent(graph_builder& builder, int rows, const recurrent_weights& weights,
                             const std::string& source_name, const std::string& name);

// `count` of its rows from `begin` on.
int take_rows(graph_builder& builder, const recurrent_rows& of, int begin, int count,
              const std::string& name);

// An LSTM's cell state, [1][1][1][units].
int take_cell(graph_builder& builder, const recurrent_rows& of, const std::string& name);

}  // namespace tyto::convert
