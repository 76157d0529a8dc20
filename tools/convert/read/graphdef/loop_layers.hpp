// SPDX-License-Identifier: Apache-2.0
// A loop of a GraphDef as the recurrent layers that it is.
#pragma once

#include <map>
#include <vector>

#include "convert/read/graphdef/loop.hpp"
#include "convert/read/graphdef/operation.hpp"

namespace tyto::convert {

// Adds the layers to `builder`, and what the loop's Exits give to `values`, which has what the loop
// reads. Throws `error`, with a node's number and name.
void read_graphdef_loop(const graphdef_loop& loop, const graphdef::Graph& graph,
                        const std::vector<std::vector<std::size_t>>& inputs, graph_builder& builder,
                        std::map<std::size_t, graphdef_value>& values);

}  // namespace tyto::convert
