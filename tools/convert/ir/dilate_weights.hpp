// SPDX-License-Identifier: Apache-2.0
// Dilated convolutions as plain ones.
#pragma once

#include <string>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// Gives a convolution whose taps are `by` rows and columns apart a filter of as many rows and
// columns as it spans, zeros between its taps: the same sums, to the byte. Its weights are
// [out][kh][kw][in] (or [1][kh][kw][out]). Returns why that cannot be; empty when done.
std::string dilate_weights(ir::graph& graph, ir::node& convolution, extent by);

}  // namespace tyto::convert
