// SPDX-License-Identifier: Apache-2.0
// The loops of a GraphDef, by their edges:
//
//   clang-format off
//   Enter -> Merge -> Switch -> ... the body ... -> NextIteration -> Merge
//                      |   ^
//                      |   LoopCond <- ... the condition ... <- Merge
//                      +-> Exit
//   clang-format on
//
// for each variable of a loop. What else it reads from outside goes through an Enter as well.
#pragma once

#include <cstddef>
#include <vector>

#include "convert/read/graphdef/node.hpp"

namespace tyto::convert {

struct graphdef_loop {
  struct variable {
    std::size_t merge = 0;
    std::size_t start = 0;  // an Enter
    std::size_t next = 0;   // a NextIteration
    std::vector<std::size_t> switches;
    std::vector<std::size_t> exits;
  };

  std::size_t condition = 0;  // a LoopCond
  std::vector<variable> variables;
  std::vector<std::size_t> body;   // each node behind those it reads, from Enters and Merges on
  std::vector<std::size_t> reads;  // nodes outside that Enters read
};

// `inputs` are the nodes that each reads, control inputs left out. Throws `error`, with the node's
// number and name, for loops that are none of these.
std::vector<graphdef_loop> find_loops(const graphdef::Graph& graph,
                                      const std::vector<std::vector<std::size_t>>& inputs);

}  // namespace tyto::convert
