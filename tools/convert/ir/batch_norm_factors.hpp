// SPDX-License-Identifier: Apache-2.0
// A batch norm as one line a channel.
#pragma once

#include <cstddef>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// y = x * factor[c] + constant[c]
struct channel_line {
  std::vector<double> factor;
  std::vector<double> constant;
};

// factor = scale / sqrt(variance + epsilon), constant = offset - mean * factor. Throws `error`,
// without the node's name, for a variance that has no root.
channel_line batch_norm_line(const ir::graph& graph, std::size_t batch_norm);

}  // namespace tyto::convert
