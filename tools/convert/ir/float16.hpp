// SPDX-License-Identifier: Apache-2.0
// Numbers of 16 bits in files.
#pragma once

#include <cstdint>

namespace tyto::convert {

// A 16-bit float: a sign, 5 bits of exponent, 10 of the significand.
float float_of_half(std::uint16_t half);

}  // namespace tyto::convert
