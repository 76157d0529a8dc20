// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/float16.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tyto::convert {

float float_of_half(std::uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int significand = half & 1023;
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 31) {
    return significand == 0 ? sign * std::numeric_limits<float>::infinity()
                            : std::numeric_limits<float>::quiet_NaN();
  }
  const int whole = exponent == 0 ? significand : significand + 1024;
  return sign * std::ldexp(static_cast<float>(whole), std::max(exponent, 1) - 25);
}

}  // namespace tyto::convert
