// SPDX-License-Identifier: Apache-2.0
// Operators of a TensorFlow Lite file that keep a state of their own: SVDF and
// UNIDIRECTIONAL_SEQUENCE_LSTM, as the operations and histories that they are.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tflite {
struct Operator;
}

namespace tyto::convert {

bool is_recurrent(int code);

// As read_operation(), for such an operator.
void read_recurrent(const tflite::Operator& source, int code,
                    const std::vector<std::string>& faults, ir::graph& graph);

}  // namespace tyto::convert
