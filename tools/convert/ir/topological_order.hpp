// SPDX-License-Identifier: Apache-2.0
// The nodes that an output needs, in an order they can run in.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace tyto::convert {

// inputs[i]: the nodes that node i reads. The nodes that `target` needs, each behind those it reads
// and otherwise as they stand; nothing where they form a cycle.
std::optional<std::vector<std::size_t>> topological_order(
    const std::vector<std::vector<std::size_t>>& inputs, std::size_t target);

}  // namespace tyto::convert
