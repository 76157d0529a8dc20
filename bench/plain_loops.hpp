// SPDX-License-Identifier: Apache-2.0
// The operators as one writes them by hand in an afternoon: loops over shapes that are known at run
// time, no intrinsics. A yardstick for what the rest is worth, compiled like everything else.
#pragma once

#include <cstdint>

#include "layer.hpp"

namespace bench::plain {

// Runs one layer, T int8 or float.
void run(const layer& l, const std::int8_t* input, std::int8_t* output);
void run(const layer& l, const float* input, float* output);

}  // namespace bench::plain
