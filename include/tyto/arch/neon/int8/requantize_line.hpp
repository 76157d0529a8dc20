// SPDX-License-Identifier: Apache-2.0
// Requantising by one line a channel, proved in the compiler.
//
// What a layer stores is a staircase over the sum x of its products (core/staircase.hpp). A product
// with one rounding and a bias added at the right place climbs the same stairs:
//
//   stored(x) = clamp(floor((high_product(x 2^k, m') + offset) / 2^(16 + f)))
//
// high_product is vqrdmulh; the floor is two narrowing moves. The reference rounds twice, ties away
// from zero; its shift, bias, zero point and last rounding are all in `offset`. Only some offsets
// give every step its place, and fit_line() looks for one; it compares all steps, so what it
// returns is exact, for either rounding policy. (Layers that store negative real values seldom have
// one: ties away from zero put a kink of one unit into the stairs.)
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/staircase.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

// What a channel's sum of stored_input * weight can be, and the bias that makes it the reference's
// accumulator: bias - input_zero_point * (sum of weights).
struct channel_sums {
  std::int32_t min = 0;
  std::int32_t max = 0;
  std::int32_t bias = 0;

  // The largest left shift that keeps every sum, and the sums on the way there, in int32.
  [[nodiscard]] constexpr int headroom() const {
    const std::int64_t largest = max > -min ? max : -min;
    int bits = 0;
    while (bits < 31 && (largest << (bits + 1)) <= 0x7fffffff)
      ++bits;
    return bits;
  }
};

// A channel's multiplier and offset.
struct fixed_line {
  bool found = false;
  std::int32_t multiplier = 0;
  std::int32_t offset = 0;
};

// How the numbers of a line are scaled; f is one for a layer, k one for a channel.
struct line_scale {
  int left_shift = 0;      // k
  int fraction_shift = 0;  // f
};

namespace detail {

constexpr std::int64_t high_product(std::int64_t a, std::int64_t b) {
  return (a * b + (std::int64_t{1} << 30)) >> 31;
}

// Exponents for which nothing above leaves 64 bits.
constexpr bool is_fittable(multiplier m) {
  return m.mantissa > 0 && m.exponent >= -22 && m.exponent <= 8;
}

// m' before it is nudged: m at the scale of `s`; 0 when that does not fit 31 bits.
constexpr std::int64_t scaled_mantissa(multiplier m, line_scale s) {
  const int shift = s.left_shift - m.exponent - 16 - s.fraction_shift;
  if (shift < 0 || shift > 30) return 0;
  return shift == 0 ? m.mantissa : (m.mantissa + (std::int64_t{1} << (shift - 1))) >> shift;
}

// Offsets from low to high - 1 put every step where the reference has it.
struct bounds {
  static constexpr std::int64_t none = std::int64_t{1} << 62;
  std::int64_t low = -none;
  std::int64_t high = none;

  // The middle, or the one below it; the end that there is, where there is no step on the other
  // side.
  [[nodiscard]] constexpr std::int64_t choice() const {
    if (low == -none) return high == none ? 0 : high - 2;
    return high == none ? low : low + (high - low - 1) / 2;
  }
};

// (Few operations and no call in the loop: compilers are slow at evaluating this, and a network has
// as many steps as 255 times its channels. Steps are that far apart that the sum of the next is one
// of two, as in Bresenham's algorithm.)
constexpr bounds offsets(const channel_sums& sums, multiplier m, const numerics<std::int8_t>& n,
                         line_scale s, std::int64_t mantissa) {
  const staircase stairs = requantized_stairs(m, n.rounding);
  const std::int64_t divisor = stairs.run;
  const std::int64_t whole = stairs.rise / divisor;
  const std::int64_t rest = stairs.rise % divisor;
  const std::int64_t goal_step = std::int64_t{1} << (16 + s.fraction_shift);
  const std::int64_t nudge = std::int64_t{1} << 30;
  const std::int64_t unit = mantissa << s.left_shift;
  const std::int64_t min = sums.min;
  const std::int64_t max = sums.max;

  // `first` is the first sum on which the step is climbed: the quotient of the dividend, rounded
  // up; `excess` is what the rounding added.
  int stored = n.output_min + 1;
  const std::int64_t dividend = stairs.dividend(stored - n.output_zero_point);
  std::int64_t first = ceil_divide(dividend, divisor);
  std::int64_t excess = first * divisor - dividend;
  first -= sums.bias;
  std::int64_t goal = stored * goal_step;
  bounds b;
  for (; stored <= n.output_max && b.low < b.high; ++stored) {
    if (first > max) {
      // No sum climbs this step, let alone a later one.
      const std::int64_t high = goal - ((max * unit + nudge) >> 31);
      if (high < b.high) b.high = high;
      break;
    }
    if (first > min) {
      const std::int64_t product = first * unit + nudge;
      const std::int64_t low = goal - (product >> 31);
      const std::int64_t high = goal - ((product - unit) >> 31);
      if (low > b.low) b.low = low;
      if (high < b.high) b.high = high;
    } else {
      const std::int64_t low = goal - ((min * unit + nudge) >> 31);
      if (low > b.low) b.low = low;
    }
    goal += goal_step;
    first += whole;
    excess -= rest;
    if (excess < 0) {
      excess += divisor;
      ++first;
    }
  }
  return b;
}

// Everything stays in int32 on the way, with a slack of 1 too.
constexpr bool stays_in_range(const channel_sums& sums, line_scale s, std::int64_t mantissa,
                              std::int64_t offset) {
  constexpr std::int64_t limit = 0x7ffffffe;
  const std::int64_t low = std::int64_t{sums.min} << s.left_shift;
  const std::int64_t high = std::int64_t{sums.max} << s.left_shift;
  const auto fits = [&](std::int64_t x) { return -limit <= x && x <= limit; };
  if (!fits(offset) || !fits(low) || !fits(high)) return false;
  return fits(high_product(low, mantissa) + offset) && fits(high_product(high, mantissa) + offset);
}

}  // namespace detail

// Whether it is worth looking for lines.
constexpr bool may_have_line(const numerics<std::int8_t>& n) {
  return n.rounding == rounding::one_step || n.output_min >= n.output_zero_point;
}

// The line of one channel, if there is one at this scale; with `slack` over 0, one whose offset may
// be larger by as much.
constexpr fixed_line fit_line(const channel_sums& sums, multiplier m,
                              const numerics<std::int8_t>& n, line_scale s, int slack) {
  if (!detail::is_fittable(m) || n.output_min == n.output_max) return {};
  const std::int64_t mantissa = detail::scaled_mantissa(m, s);
  if (mantissa == 0) return {};
  // A slightly different slope helps where the gap between two steps is narrow.
  constexpr int nudges[] = {0, -8, 8, -16, 16, -24, 24, -32, 32, -48, 48, -64, 64, -96, 96};
  for (const int nudge : nudges) {
    const std::int64_t nudged = mantissa + nudge;
    if (nudged <= 0 || nudged > 0x7fffffff) continue;
    const detail::bounds b = detail::offsets(sums, m, n, s, nudged);
    const std::int64_t offset = b.choice();
    if (b.low + slack < b.high && detail::stays_in_range(sums, s, nudged, offset)) {
      return {true, static_cast<std::int32_t>(nudged), static_cast<std::int32_t>(offset)};
    }
  }
  return {};
}

// The offset for sums to which another bias belongs, from a line that was fitted with a slack of 1:
//
//   high_product((x + d) 2^k, m') is high_product(x 2^k, m') + floor(d 2^k m' / 2^31), or one more
//
// where d is the difference of the biases: the accumulator is the same.
constexpr std::int64_t offset_for_bias(const fixed_line& fitted, std::int32_t bias,
                                       std::int32_t other_bias, line_scale s) {
  const std::int64_t difference = std::int64_t{bias} - other_bias;
  const std::int64_t unit = std::int64_t{fitted.multiplier} << s.left_shift;
  return fitted.offset - ((difference * unit) >> 31);
}

// The largest f for which a channel's values stay in the 16 bits that the first narrowing move
// keeps, and its multiplier in 31; negative when there is none. At most 7: what the second takes.
constexpr int largest_fraction_shift(const channel_sums& sums, multiplier m,
                                     const numerics<std::int8_t>& n, int left_shift) {
  if (!detail::is_fittable(m)) return -1;
  const auto magnitude = [](std::int64_t x) { return x < 0 ? -x : x; };
  const std::int64_t low = magnitude(std::int64_t{sums.min} + sums.bias);
  const std::int64_t high = magnitude(std::int64_t{sums.max} + sums.bias);
  const std::int64_t real = ((low > high ? low : high) * m.mantissa) >> (31 - m.exponent);
  const std::int64_t largest = real + magnitude(n.output_zero_point) + 2;
  int f = left_shift - m.exponent - 16;
  f = f > 7 ? 7 : f;
  while (f >= 0 && (largest << f) >= 0x8000)
    --f;
  return f;
}

}  // namespace tyto::neon
