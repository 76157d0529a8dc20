// SPDX-License-Identifier: Apache-2.0
// Nodes and tensors as messages call them.
#pragma once

#include <span>
#include <string>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// operator 3 (DEPTHWISE_CONV_2D "name of its output"), or node 3 (Conv "its name") where nodes have
// names of their own: by its number in the source file, whatever passes have done since.
std::string describe(const ir::graph& graph, std::size_t node);

// "height, width, channels last", where an image's axes are moved so, else the source's axes in
// their order: "the file's axes 0, 3, 1, 2".
std::string order_of_axes(std::span<const int> order);

// tensor 7 ("name")
std::string describe_tensor(const ir::graph& graph, int tensor);

}  // namespace tyto::convert
