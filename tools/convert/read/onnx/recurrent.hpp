// SPDX-License-Identifier: Apache-2.0
// ONNX's LSTM and GRU.
#pragma once

#include <vector>

#include "convert/read/onnx/operands.hpp"

namespace tyto::convert {

[[nodiscard]] bool is_onnx_recurrent(const onnx::NodeProto& node);

// As read_onnx_node(), for such a node: what Y, Y_h and, of an LSTM, Y_c are.
std::vector<onnx_value> read_onnx_recurrent(const onnx::NodeProto& node,
                                            const std::vector<onnx_value>& inputs,
                                            graph_builder& builder);

}  // namespace tyto::convert
