// SPDX-License-Identifier: Apache-2.0
// exp(x) for x <= 0, 1 / (1 + x), the logistic function and tanh on 32-bit fixed point, for the
// int8 softmax, logistic and tanh. A Qm.n number is an int32 that stands for raw / 2^n, with m
// integer bits and m + n = 31.
//
// Algorithms: the public fixed-point functions that TensorFlow Lite's reference kernels use
// (barrel multiplication for exp, Newton-Raphson for the reciprocal). Every product below is the
// saturating rounding doubling high multiply, so Qa * Qb gives Q(a + b) in integer bits.
#pragma once

#include <cstdint>
#include <limits>

#include "tyto/core/rounding.hpp"

namespace tyto::fixed_point {

namespace detail {

// The int32 nearest to real * 2^fraction_bits.
constexpr std::int32_t raw(double real, int fraction_bits) {
  const double scaled = real * static_cast<double>(std::int64_t{1} << fraction_bits);
  return static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

constexpr std::int32_t multiply(std::int32_t a, std::int32_t b) {
  return saturating_rounding_doubling_high_mul(a, b);
}

// x * 2^bits, saturated.
constexpr std::int32_t saturating_shift_left(std::int32_t x, int bits) {
  const auto limit = static_cast<std::int32_t>((std::int64_t{1} << (31 - bits)) - 1);
  if (x > limit) return std::numeric_limits<std::int32_t>::max();
  if (x < -limit) return std::numeric_limits<std::int32_t>::min();
  return x * (1 << bits);
}

// exp(x) for x in [-1/4, 0), Q0.31 to Q0.31: the Taylor series to x^4 about -1/8.
constexpr std::int32_t exp_on_last_quarter(std::int32_t x) {
  constexpr std::int32_t exp_of_minus_eighth = raw(0.88249690258459540286, 31);
  constexpr std::int32_t third = raw(1.0 / 3.0, 31);
  constexpr std::int32_t eighth = 1 << 28;
  static_assert(exp_of_minus_eighth == 1895147668 && third == 715827883,
                "the public algorithm's constants, to the bit");
  const std::int32_t t = x + eighth;
  const std::int32_t t2 = multiply(t, t);
  const std::int32_t t3 = multiply(t2, t);
  const std::int32_t t4 = multiply(t2, t2);
  // ((t^4 / 4 + t^3) / 3 + t^2) / 2 = t^4 / 24 + t^3 / 6 + t^2 / 2
  const std::int32_t t4_over_4 = rounding_divide_by_power_of_two(t4, 2);
  const std::int32_t tail =
      rounding_divide_by_power_of_two(multiply(t4_over_4 + t3, third) + t2, 1);
  return exp_of_minus_eighth + multiply(exp_of_minus_eighth, t + tail);
}

}  // namespace detail

// exp(x) for x <= 0, a number of IntegerBits (4 or 5) integer bits, to Q0.31.
template <int IntegerBits = 5>
constexpr std::int32_t exp_on_negative(std::int32_t x) {
  static_assert(IntegerBits == 4 || IntegerBits == 5);
  constexpr int fraction_bits = 31 - IntegerBits;
  constexpr int factors = IntegerBits + 2;
  constexpr std::int32_t quarter = 1 << (fraction_bits - 2);
  // exp(-2^k) for k = -2..IntegerBits - 1: one factor for each bit of what is left above a quarter.
  constexpr double real[] = {0.77880078307140486825, 0.60653065971263342360, 0.36787944117144232160,
                             0.13533528323661269189, 0.01831563888873418029, 0.00033546262790251184,
                             0.00000011253517471926};
  constexpr std::int32_t factor[] = {1672461947, 1302514674, 790015084, 290630308,
                                     39332535,   720401,     242};
  static_assert(
      [&] {
        for (int k = 0; k < 7; ++k) {
          if (factor[k] != detail::raw(real[k], 31)) return false;
        }
        return true;
      }(),
      "each factor is exp(-2^k) in Q0.31");
  if (x == 0) return std::numeric_limits<std::int32_t>::max();
  const std::int32_t in_last_quarter = (x & (quarter - 1)) - quarter;
  const std::int32_t whole_quarters = in_last_quarter - x;
  std::int32_t result =
      detail::exp_on_last_quarter(detail::saturating_shift_left(in_last_quarter, IntegerBits));
  for (int k = 0; k < factors; ++k) {
    if ((whole_quarters & (quarter << k)) != 0) result = detail::multiply(result, factor[k]);
  }
  return result;
}

namespace detail {

// 2 / (1 + x) for x in [0, 1], Q0.31 to Q2.29: three Newton-Raphson steps on d = (1 + x) / 2 from
// the best linear first guess, 48/17 - 32/17 d.
constexpr std::int32_t twice_reciprocal_of_one_plus(std::int32_t x) {
  constexpr std::int32_t one_q2 = 1 << 29;
  constexpr std::int32_t guess_constant = raw(48.0 / 17.0, 29);
  constexpr std::int32_t guess_slope = raw(-32.0 / 17.0, 29);
  static_assert(guess_constant == 1515870810 && guess_slope == -1010580540,
                "the public algorithm's constants, to the bit");
  constexpr std::int64_t one_q0 = std::numeric_limits<std::int32_t>::max();
  const auto half_denominator = static_cast<std::int32_t>((x + one_q0 + 1) / 2);
  std::int32_t y = guess_constant + multiply(half_denominator, guess_slope);
  for (int step = 0; step < 3; ++step) {
    const std::int32_t error = one_q2 - multiply(half_denominator, y);
    y += saturating_shift_left(multiply(y, error), 2);
  }
  return y;
}

// -|x|; x is no lowest int32, which Q4.27 numbers of int8 tensors never are.
constexpr std::int32_t minus_magnitude(std::int32_t x) {
  return x < 0 ? x : -x;
}

}  // namespace detail

// 1 / (1 + x) for x in [0, 1], Q0.31 to Q0.31.
constexpr std::int32_t reciprocal_of_one_plus(std::int32_t x) {
  return detail::saturating_shift_left(detail::twice_reciprocal_of_one_plus(x), 1);
}

// 1 / (1 + exp(-x)), Q4.27 to Q0.31.
constexpr std::int32_t logistic(std::int32_t x) {
  if (x == 0) return 1 << 30;
  const std::int32_t of_magnitude =
      reciprocal_of_one_plus(exp_on_negative<4>(detail::minus_magnitude(x)));
  return x > 0 ? of_magnitude : std::numeric_limits<std::int32_t>::max() - of_magnitude;
}

// tanh(x) = (1 - exp(-2x)) / (1 + exp(-2x)), Q4.27 to Q0.31. A Q4.27 number read as Q5.26 is its
// double.
constexpr std::int32_t tanh(std::int32_t x) {
  if (x == 0) return 0;
  const std::int32_t e = exp_on_negative<5>(detail::minus_magnitude(x));
  const std::int32_t of_magnitude =
      detail::saturating_shift_left(detail::twice_reciprocal_of_one_plus(e) - (1 << 29), 2);
  return x > 0 ? of_magnitude : -of_magnitude;
}

}  // namespace tyto::fixed_point
