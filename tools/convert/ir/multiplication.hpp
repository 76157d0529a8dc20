// SPDX-License-Identifier: Apache-2.0
// The operations with weights: convolution, depthwise convolution and fully connected layer.
#pragma once

#include <cstddef>

#include "convert/ir/graph_edit.hpp"

namespace tyto::convert {

// Axis of the output channels in the weights; -1 for other operations.
int channel_axis(const ir::operation& operation);

// The activation that the operation applies to its output; nullptr for one that has none.
ir::activation* fused_activation(ir::operation& operation);

// Input 2 of an operation with weights; absent where there is none.
int bias_of(const ir::node& node);
void set_bias(ir::node& node, int tensor);

// The operation with weights, constant ones, whose output node `reader` alone reads, and which does
// not clamp it; no_node where there is none.
std::size_t foldable_multiplication(ir::graph& graph, std::size_t reader);

}  // namespace tyto::convert
