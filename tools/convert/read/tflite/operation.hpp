// SPDX-License-Identifier: Apache-2.0
// One operator of a TensorFlow Lite file as an operation.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tflite {
struct Operator;
}

namespace tyto::convert {

// Fills graph.nodes.back(), whose name, inputs and output are read already. `code` is the number of
// the operator's kind, `faults` what read_tensors returned. Constants that are options by nature
// (paddings, axes, shapes) leave the node's inputs.
void read_operation(const tflite::Operator& source, int code, const std::vector<int>& outputs,
                    const std::vector<std::string>& faults, ir::graph& graph);

}  // namespace tyto::convert
