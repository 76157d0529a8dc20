// SPDX-License-Identifier: Apache-2.0
// ONNX nodes whose inputs are constants, or that ask for dimensions alone: constants themselves.
#pragma once

#include <vector>

#include "convert/read/onnx/operands.hpp"

namespace tyto::convert {

// What a node of constants computes: arithmetic, functions of one number, Cast, Concat, Expand,
// Gather, Slice, sums and the like over axes; and Shape and Size, of anything. None where the node
// is another.
onnx_constant_pointer folded(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs);

}  // namespace tyto::convert
