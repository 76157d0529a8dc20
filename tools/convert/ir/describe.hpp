// SPDX-License-Identifier: Apache-2.0
// Nodes and tensors as messages call them.
#pragma once

#include <string>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// operator 3 (DEPTHWISE_CONV_2D "name of its output")
std::string describe(const ir::graph& graph, std::size_t node);

// tensor 7 ("name")
std::string describe_tensor(const ir::graph& graph, int tensor);

}  // namespace tyto::convert
