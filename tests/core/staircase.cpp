// SPDX-License-Identifier: Apache-2.0
// The steps that kernels fit their formulas to are where the definition steps.
#include "tyto/core/staircase.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/random.hpp"
#include "tyto/ops/average_pool.hpp"

namespace tyto::test {

TEST_CASE("a staircase's steps are where requantize() steps") {
  random r(5);
  for (int i = 0; i < 20'000; ++i) {
    const multiplier m{static_cast<std::int32_t>((1U << 30) | (r.next() >> 2)), r.between(-20, 8)};
    const rounding how = r.one_in(2) ? rounding::one_step : rounding::two_step;
    const staircase stairs = requantized_stairs(m, how);
    const int k = r.between(-255, 255);
    const auto first = static_cast<std::int32_t>(stairs.first(k));
    const auto requantized = [&](std::int32_t acc) {
      return how == rounding::one_step ? requantize<rounding::one_step>(acc, m)
                                       : requantize<rounding::two_step>(acc, m);
    };
    CAPTURE(m.mantissa);
    CAPTURE(m.exponent);
    CAPTURE(k);
    CHECK(requantized(first) >= k);
    CHECK(requantized(first - 1) < k);
  }
}

TEST_CASE("a staircase's steps are where an average steps") {
  for (int count = 1; count < 300; ++count) {
    const staircase stairs = averaged_stairs(count);
    for (int k = -127; k <= 127; ++k) {
      const auto first = static_cast<std::int32_t>(stairs.first(k));
      CHECK(ops::average(first, count) >= k);
      CHECK(ops::average(first - 1, count) < k);
    }
  }
}

}  // namespace tyto::test
