// SPDX-License-Identifier: Apache-2.0
// Requantising as a staircase over the accumulator: the stored value never falls, and each of its
// at most 255 steps is at one accumulator, known in the compiler. A kernel that stores by another
// formula is exact if that takes every step where the stairs have it.
#pragma once

#include <cstdint>

#include "tyto/core/rounding.hpp"

namespace tyto {

constexpr std::int64_t ceil_divide(std::int64_t a, std::int64_t positive) {
  return a > 0 ? (a - 1) / positive + 1 : a / positive;
}

// The accumulators whose value, before the zero point, is k or more are those from first(k) on,
// the smallest integer of at least dividend(k) / run. From one k to the next the dividend grows by
// `rise`, and once, between 0 and 1, by back[0] - back[1] more.
struct staircase {
  std::int64_t rise = 0;
  std::int64_t run = 1;       // over 0
  std::int64_t back[2] = {};  // of k <= 0, and of k > 0

  [[nodiscard]] constexpr std::int64_t dividend(std::int64_t k) const {
    return k * rise - back[k > 0 ? 1 : 0];
  }
  [[nodiscard]] constexpr std::int64_t first(std::int64_t k) const {
    return ceil_divide(dividend(k), run);
  }
};

// Those of requantize(acc, m), m.mantissa > 0, with left = max(e, 0) and right = max(-e, 0) of its
// exponent e:
//
//   one_step   acc mantissa 2^left + 2^(30 + right) >= k 2^(31 + right)
//   two_step   the high product must be (k - 1/2) 2^right or more, and more than it for k <= 0,
//              where ties go away from zero; it is so much from (that number - 1/2) 2^31 on. With
//              right = 0 there is no second rounding.
constexpr staircase requantized_stairs(multiplier m, rounding policy) {
  const int left = m.exponent > 0 ? m.exponent : 0;
  const int right = m.exponent > 0 ? 0 : -m.exponent;
  const std::int64_t rise = std::int64_t{1} << (31 + right);
  const std::int64_t run = std::int64_t{m.mantissa} << left;
  if (policy == rounding::one_step || right == 0) return {rise, run, {rise / 2, rise / 2}};
  constexpr std::int64_t half = std::int64_t{1} << 30;
  return {rise, run, {rise / 2 - half, rise / 2 + half}};
}

// Those of the average of `count` values, (sum +- count / 2) / count by C division.
constexpr staircase averaged_stairs(int count) {
  const int half = count / 2;
  return {count, 1, {count - half - 1, half}};
}

}  // namespace tyto
