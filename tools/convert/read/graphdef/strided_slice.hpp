// SPDX-License-Identifier: Apache-2.0
// TensorFlow's StridedSlice: x[1:, -1, ::2], its masks a bit an axis.
#pragma once

#include <vector>

#include "convert/ir/ir.hpp"
#include "convert/read/graphdef/node.hpp"

namespace tyto::convert {

struct graphdef_slice {
  ir::slice taken;
  std::vector<int> dims;  // of the result: without the axes of which one index is taken
};

// Throws `error`, without the node's name, for a slice that takes nothing, or new or unnamed axes.
graphdef_slice read_strided_slice(const graphdef::Node& node, const std::vector<int>& from,
                                  const graphdef::Tensor& begin, const graphdef::Tensor& end,
                                  const graphdef::Tensor& step);

}  // namespace tyto::convert
