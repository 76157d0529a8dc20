// SPDX-License-Identifier: Apache-2.0
// What one run of a loop's body computes, and how often it runs.
#pragma once

#include <map>
#include <vector>

#include "convert/read/graphdef/expression.hpp"
#include "convert/read/graphdef/loop.hpp"
#include "convert/read/graphdef/operation.hpp"

namespace tyto::convert {

struct loop_body {
  struct variable {
    enum type {
      counter,  // 0, 1, 2, ...
      state,    // zeros before the first run
      array     // gets a row a run
    };
    type kind = counter;
    affine next;                               // of a state; of an array the row that is written
    const graphdef::Node* array_of = nullptr;  // which TensorArrayV3
  };

  expressions atoms;
  std::vector<variable> variables;  // as in the loop
  std::vector<int> rows;            // tensors [steps][1][n]; atom::first of a row is its place here
  int steps = 0;
};

// `inputs` are the nodes that each reads; `outside` has the values of all that the loop reads.
// Throws `error`, with the number and name of a node of the body.
loop_body read_loop_body(const graphdef_loop& loop, const graphdef::Graph& graph,
                         const std::vector<std::vector<std::size_t>>& inputs,
                         const std::map<std::size_t, graphdef_value>& outside,
                         const graph_builder& builder);

}  // namespace tyto::convert
