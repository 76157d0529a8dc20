// SPDX-License-Identifier: Apache-2.0
// A line up the stairs from accumulators to stored values (core/staircase.hpp):
// round(float(acc) * scale + shift), one fused multiply-add and two conversions.
//
// Rounding errors could put a step one accumulator too early or too late. Multipliers are
// constants, so the compiler looks for a scale and a shift that put every step where it belongs,
// and proves it step by step. (A negative accumulator has a shift of its own where the definition's
// ties, away from zero, need one.)
#pragma once

#include <bit>
#include <cstdint>

#include "tyto/core/bit_cast.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/staircase.hpp"

namespace tyto::x86 {

// A line and whether it is exact for all int32 accumulators.
struct float_line {
  float scale = 0.0F;
  float shift[2] = {};  // for an accumulator under 0, and for one from 0 on
  bool exact = false;
};

// How the fused multiply-add and the conversion to int32 round.
enum class line_rounding : unsigned char {
  nearest,  // both to nearest even: the processor's default
  down,     // both down, which together is the floor of the exact line (AVX-512)
};

namespace detail {

constexpr float power_of_two(int exponent) {
  return bit_cast<float>(static_cast<std::uint32_t>(exponent + 127) << 23);
}

// A line before its shift is chosen, in integers: scale * acc / 2^fraction_bits.
struct candidate {
  std::int64_t scale;
  int fraction_bits;
  line_rounding rounds;

  [[nodiscard]] constexpr std::int64_t fixed(int value) const {
    return std::int64_t{value} << fraction_bits;
  }
  // From where on the line, as it is rounded, gives `value` or more: so much over it. Rounded down,
  // there is nothing to it. To nearest, the step is at value - 1/2, which is a float, with an even
  // mantissa: the fused multiply-add rounds to it, inclusively, what is half the distance of floats
  // from it, and the conversion takes it up to an even value and down from an odd one.
  [[nodiscard]] constexpr std::int64_t from(int value) const {
    if (rounds == line_rounding::down) return 0;
    const int twice = value > 0 ? 2 * value - 1 : 1 - 2 * value;  // the step's magnitude
    const int width = static_cast<int>(std::bit_width(static_cast<unsigned>(twice)));
    const int bits = width + fraction_bits - 26;
    const std::int64_t half_distance = bits < 0 ? 0 : std::int64_t{1} << bits;
    const std::int64_t step = -(fixed(1) / 2);
    return value % 2 == 0 ? step - half_distance : step + half_distance + 1;
  }
};

// Shifts, in units of 2^-fraction_bits.
struct shift_range {
  std::int64_t low;
  std::int64_t high;
};

// Shifts with which the line takes the steps to first_k ... last_k, all on one side of 0, where the
// stairs take them. The line needs level(k) - scale * first accumulator of step k, no less; and at
// the accumulator before, `scale` lower, it must still be under the level. From one step to the
// next the accumulator moves on by rise / run rounded down, or by one more. (This loop is most of
// what the compiler has to evaluate: hence no division in it, and as few comparisons as will do.)
constexpr shift_range shifts_for(const staircase& stairs, const candidate& line, int zero_point,
                                 int first_k, int last_k) {
  const std::int64_t run = stairs.run;
  const std::int64_t scale = line.scale;
  const std::int64_t move = stairs.rise / run;
  const std::int64_t grows = line.fixed(1) - move * scale;
  if (grows < 0) return {1, 0};  // so near a whole number that the two cases below do not hold
  const std::int64_t reach = stairs.dividend(first_k);
  const std::int64_t first = ceil_divide(reach, run);
  std::int64_t beyond = first * run - reach;  // by what a step's first accumulator goes too far
  const std::int64_t loses = stairs.rise - move * run;
  std::int64_t level = line.fixed(first_k + zero_point) - first * scale;
  std::int64_t most = level + line.from(first_k + zero_point);
  std::int64_t least = most;
  for (int k = first_k + 1; k <= last_k; ++k) {
    beyond -= loses;
    level += grows;
    if (beyond < 0) {
      beyond += run;
      level -= scale;
    }
    const std::int64_t needed = level + line.from(k + zero_point);
    if (needed < least) least = needed;
    if (needed > most) most = needed;
    if (most - least >= scale) break;  // there is none, whatever follows
  }
  return {most, least + scale - 1};
}

// Takes the float next to the middle of the range, and tells whether it is in the range.
constexpr bool choose_shift(const shift_range& range, int fraction_bits, float& shift) {
  if (range.low > range.high) return false;
  const std::int64_t between = range.low + (range.high - range.low) / 2;
  const auto middle = static_cast<float>(between);
  const auto chosen = static_cast<std::int64_t>(middle);
  shift = middle * power_of_two(-fraction_bits);
  return range.low <= chosen && chosen <= range.high;
}

// The candidate with shifts that make it exact, if there are any.
constexpr float_line fit_line(const staircase& stairs, const candidate& c, int zero_point, int low,
                              int high) {
  const int first_k = low + 1 - zero_point;
  const int last_k = high - zero_point;
  float_line result{.scale = static_cast<float>(c.scale) * power_of_two(-c.fraction_bits)};
  const std::int64_t zero = c.fixed(zero_point);
  // From 0 on it is zero_point at least.
  shift_range above{zero, c.fixed(1024)};
  if (last_k > 0) {
    above = shifts_for(stairs, c, zero_point, first_k > 1 ? first_k : 1, last_k);
    above.low = above.low > zero ? above.low : zero;
  }
  result.exact = choose_shift(above, c.fraction_bits, result.shift[1]);
  if (first_k > 0) {
    result.shift[0] = result.shift[1];  // what is under 0 stays at `low` or below
    return result;
  }
  shift_range below = shifts_for(stairs, c, zero_point, first_k, last_k < 0 ? last_k : 0);
  // Under 0 it is zero_point at most.
  below.high = below.high < zero + c.fixed(1) ? below.high : zero + c.fixed(1);
  result.exact = choose_shift(below, c.fraction_bits, result.shift[0]) && result.exact;
  return result;
}

}  // namespace detail

// A line for stored values of `low` to `high` (saturated there afterwards), if there is one. The
// line itself has to stay inside int32. `m` is the slope of the stairs, run / rise.
constexpr float_line find_line(const staircase& stairs, multiplier m, line_rounding rounds,
                               int zero_point, int low, int high) {
  // Slopes over 2^-14, so that each accumulator at a step is a float and the sums above fit.
  if (m.mantissa == 0 || m.exponent > 1 || m.exponent < -14) return {};
  const std::int64_t nearest = (std::int64_t{m.mantissa} + 64) >> 7;
  constexpr int tries = 17;
  for (int i = 0; i < tries; ++i) {
    const int step = i % 2 == 0 ? -i / 2 : (i + 1) / 2;
    const detail::candidate c{nearest + step, 24 - m.exponent, rounds};
    if (c.scale < (1 << 23) || c.scale > (1 << 24)) continue;
    const float_line found = detail::fit_line(stairs, c, zero_point, low, high);
    if (found.exact) return found;
  }
  return {};
}

}  // namespace tyto::x86
