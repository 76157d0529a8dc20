// SPDX-License-Identifier: Apache-2.0
// The part of check_types() for operations on float32.
#pragma once

#include <cstddef>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// `node` reads float32 and is no quantize: so are all its activations, weights and its output, and
// its constants are finite.
void check_float_types(const ir::graph& graph, std::size_t node);

}  // namespace tyto::convert
