// SPDX-License-Identifier: Apache-2.0
// Nodes that only compute shapes and indices: what they give is known before the network runs.
#pragma once

#include <optional>
#include <vector>

#include "convert/ir/graph_builder.hpp"
#include "convert/read/graphdef/operation.hpp"

namespace tyto::convert {

// What the node gives, where it is a constant; nothing for other nodes. Throws `error` without the
// node's name.
std::optional<graphdef::Tensor> fold_integers(const graphdef::Node& node,
                                              const std::vector<graphdef_value>& inputs,
                                              const graph_builder& builder);

}  // namespace tyto::convert
