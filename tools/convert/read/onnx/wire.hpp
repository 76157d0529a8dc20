// SPDX-License-Identifier: Apache-2.0
// ONNX's messages, as check_wire() walks them.
#pragma once

#include "convert/read/wire_budget.hpp"

namespace tyto::convert {

// ModelProto
extern const wire_message onnx_model_message;

}  // namespace tyto::convert
