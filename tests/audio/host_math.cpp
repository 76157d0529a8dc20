// SPDX-License-Identifier: Apache-2.0
// Denser searches than an emulator has time for.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "float_error.hpp"
#include "tyto/core/math.hpp"

TEST_CASE("float sqrt is correctly rounded for every mantissa") {
  // 1 <= x < 4 is every mantissa with both parities of the exponent; the rest is scaling.
  long wrong = 0;
  for (std::uint32_t bits = 0x3f800000; bits < 0x40800000; ++bits) {
    const auto x = std::bit_cast<float>(bits);
    if (tyto::math::sqrt(x) != std::sqrt(x)) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("float log is within 0.92 ulp for every float from 0.5 to 2") {
  // Larger and smaller numbers err less: the exponent's part of the result grows.
  double worst = 0;
  for (std::uint32_t bits = 0x3f000000; bits < 0x40000000; ++bits) {
    worst = std::max(worst, tyto::test::float_log_ulps(std::bit_cast<float>(bits)));
  }
  MESSAGE("worst: " << worst << " ulp");
  CHECK(worst <= 0.92);
}
