// SPDX-License-Identifier: Apache-2.0
// One node of an ONNX graph as operations of the intermediate representation.
#pragma once

#include <vector>

#include "convert/read/onnx/operands.hpp"

namespace tyto::convert {

// Adds the node to `builder` and returns what its outputs are, at least the first. `opset` is the
// version of ONNX's operators that the file was made for. Throws `error` without the node's name.
std::vector<onnx_value> read_onnx_node(const onnx::NodeProto& node,
                                       const std::vector<onnx_value>& inputs, std::int64_t opset,
                                       graph_builder& builder);

}  // namespace tyto::convert
