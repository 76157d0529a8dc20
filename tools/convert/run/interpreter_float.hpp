// SPDX-License-Identifier: Apache-2.0
// The interpreter's float layers.
#pragma once

#include <vector>

#include "convert/run/interpreter.hpp"

namespace tyto::convert {

// The output of a layer from float to float, of floats. Sums are kept in double, so that
// each value is the nearest float to the true one but for rare ties: what a kernel of any ISA may
// differ from by the roundings of its own sums.
std::vector<float> interpret_float_layer(const lowered::layer& layer, operands inputs);

}  // namespace tyto::convert
