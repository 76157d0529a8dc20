// SPDX-License-Identifier: Apache-2.0
// Weights and biases of one operation as int8 and int32.
#pragma once

#include "convert/ir/ir.hpp"
#include "convert/quantize/scheme.hpp"

namespace tyto::convert {

// Replaces the weights of node `index`, a convolution or a fully connected layer, by int8 in [-127,
// 127], symmetric, and its bias by int32 of scale input_scale * weight scale.
void quantize_weights(ir::graph& graph, std::size_t index, float input_scale, const scheme& how);

}  // namespace tyto::convert
