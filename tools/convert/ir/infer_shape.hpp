// SPDX-License-Identifier: Apache-2.0
// Dimensions for formats that do not state them.
#pragma once

#include <span>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

using dims_list = std::vector<std::vector<int>>;

// The dimensions of an operation's output, from those of its inputs in the order that ir.hpp gives
// (a missing one is empty). Throws `error`, without the node's name, where they do not fit. Not for
// a view, whose dimensions are its own.
std::vector<int> output_dims(const ir::operation& operation, const dims_list& inputs);

}  // namespace tyto::convert
