// SPDX-License-Identifier: Apache-2.0
// Bounds of the 32-bit accumulators, by the rules that ops/checks.hpp applies in the compiler.
#pragma once

#include <cstdint>
#include <vector>

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

// The largest |accumulator| each output channel of a layer can reach, whatever its input; one
// element for a mean or a rescale, none for layers that do not accumulate.
std::vector<std::int64_t> accumulator_bounds(const lowered::layer& layer);

// The first channel whose accumulator could overflow, -1 when none can.
int overflowing_channel(const lowered::layer& layer);

}  // namespace tyto::convert
