// SPDX-License-Identifier: Apache-2.0
// ONNX nodes whose inputs are constants, or that ask for dimensions alone: constants themselves.
#pragma once

#include <vector>

#include "convert/read/onnx/operands.hpp"

namespace tyto::convert {

// What a node of constants computes: arithmetic of floats or integers, Cast, and on lists of
// integers Gather, Concat and Slice; and Shape, of anything. None where the node is another.
onnx_constant_pointer folded(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs);

}  // namespace tyto::convert
